"""A refused question is told the place of the fault, and nothing of what stood there."""

import re
from pathlib import Path
from typing import Any

import pytest

from rehab.remisi_rules import plain_yaml
from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.errors import InvalidQuestion, RefusedQuestion, RuleNotInForce
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.milestones import milestones
from rehab.remisi_rules.profile import completed
from tests.remisi_rules.dossiers import dossier

TABLE: list[dict[str, Any]] = plain_yaml.plain((Path(__file__).parent / "refusals.yaml").read_text("utf-8"))
ERRORS = {"InvalidQuestion": InvalidQuestion, "RuleNotInForce": RuleNotInForce}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["says"])
def test_the_refusal_names_the_place(row: dict[str, Any]) -> None:
    asked = {"kind": "RU", "on": "2025-08-17", **row.get("asked", {})}
    with pytest.raises(RefusedQuestion) as refusal:
        assess({**dossier(), **row.get("told", {})}, **asked)
    assert type(refusal.value) is ERRORS[row["error"]]
    assert str(refusal.value) == row["says"]


def test_the_other_dates_refuse_likewise() -> None:
    with pytest.raises(InvalidQuestion, match=r"^facts: a date lies beyond the calendar$"):
        milestones(dossier(sentence={"kind": "penjara", "years": 100000}), "2025-08-17")
    with pytest.raises(InvalidQuestion, match=r"^on: a date is required$"):
        milestones(dossier(), None)


@pytest.mark.parametrize(
    ("facts", "on", "says"),
    [
        ({"profile": "perfect"}, "2025-08-17", "facts.profile: unknown word"),
        ({"profile": "complete"}, None, "on: a date is required"),
        (
            {"profile": "complete", "detention": [{"starts_on": "2025-02-30"}]},
            "2025-08-17",
            "detention.starts_on: not a date that exists (YYYY-MM-DD)",
        ),
        # nobody is born forty years before the year 20, or 200 days before the first of January of the year 1
        ({"profile": "complete"}, "0020-01-01", "facts: a date lies beyond the calendar"),
        ({"profile": "complete"}, "0001-01-01", "facts: a date lies beyond the calendar"),
    ],
)
def test_a_profile_nobody_knows_is_refused(facts, on, says: str) -> None:
    with pytest.raises(InvalidQuestion, match=f"^{re.escape(says)}$"):
        completed(facts, "RU", on)


@pytest.mark.parametrize("score", [0, 0.0, 100, 100.0])
def test_the_ends_of_the_scale_are_scores(score: float) -> None:
    (month,) = Facts.from_json({"sppn": [{"month": "2025-07", "score": score}]}).sppn or ()
    assert month.score == score


def test_facts_without_a_profile_or_without_form_pass_unchanged() -> None:
    facts = {"status": "tahanan"}
    assert completed(facts, "RU", "2025-08-17") is facts
    assert completed([1], "RU", None) == [1]
