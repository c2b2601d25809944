"""The engine and the second reading of the law agree on two hundred thousand questions drawn near every border."""

import os

import pytest

from tests.remisi_rules.differential import disagreements
from tests.remisi_rules.shares import Shares

SEEDS, QUESTIONS = range(2, 10), 25_000


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("BINA_NIGHTLY"), reason="one of the long proofs: make trust")
@pytest.mark.parametrize("seed", SEEDS)
def test_both_readings_of_the_law_agree(seed: int) -> None:
    shares = Shares()
    found = disagreements(seed, QUESTIONS, shares.count)
    assert not found, "\n".join(found)
    assert not shares.lacking(), "\n".join(shares.lacking())
