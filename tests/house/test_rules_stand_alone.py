"""The law loads without the house."""

import subprocess
import sys

from tests.house.reading import ROOT

ALONE = """
import sys
import rehab.remisi_rules
loaded = {name.split('.')[0] for name in sys.modules}
print(sorted(loaded & {'flask', 'sqlalchemy', 'pandas', 'wtforms', 'marshmallow', 'babel'}))
"""


def _loaded(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def test_the_rules_load_without_flask_sqlalchemy_and_pandas() -> None:
    assert _loaded(ALONE) == "[]"


def test_a_planted_import_is_seen() -> None:
    assert _loaded("import flask\n" + ALONE) != "[]"
