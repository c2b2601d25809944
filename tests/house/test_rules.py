"""The house rules over every file of the house, each shown a planted fault first."""

from collections.abc import Callable

import pytest

from tests.house import reading

Rule = Callable[[str, str], list[str]]

# rule → (module it is planted in, a text that breaks it)
PLANTED: dict[str, tuple[Rule, str, str]] = {
    "story order": (reading.story_faults, "rehab.wbp.queries", "from rehab.programs.queries import session\n"),
    "rooms of one line do not know each other": (reading.story_faults, "rehab.portal.queries", "import rehab.reports.queries\n"),
    "only remisi knows the rules": (reading.story_faults, "rehab.intake.actions", "from rehab.remisi_rules import assess\n"),
    "the rules know nobody": (reading.story_faults, "rehab.remisi_rules.engine", "from rehab.plumbing import clock\n"),
    "furniture imports to its right": (reading.furniture_faults, "rehab.wbp.queries", "from rehab.wbp.actions import admit\n"),
    "foreign tables only in queries": (
        reading.foreign_model_faults, "rehab.attendance.actions", "from rehab.programs.models import Session\n",
    ),
    "only actions write": (reading.write_faults, "rehab.wbp.queries", "def f():\n    db.session.add(row)\n"),
    "no statement that writes": (reading.write_faults, "rehab.wbp.routes", "x = update(Wbp)\n"),
    "only saving commits": (reading.commit_faults, "rehab.wbp.actions", "db.session.commit()\n"),
    "one clock": (reading.clock_faults, "rehab.wbp.actions", "at = datetime.now(UTC)\n"),
    "pandas in two places": (reading.pandas_faults, "rehab.remisi.facts", "def f():\n    import pandas as pd\n"),
    "pandas inside functions": (reading.pandas_faults, "rehab.reports.queries", "import pandas as pd\n"),
    "imports at the top": (reading.hidden_import_faults, "rehab.wbp.actions", "def f():\n    from os import path\n"),
    "scope first": (reading.scope_faults, "rehab.wbp.queries", "def get_person(wbp_id: int, scope: object) -> None: ...\n"),
    "keywords only": (reading.keyword_faults, "rehab.wbp.actions", "def admit_person(scope: object) -> None: ...\n"),
    "typed": (reading.typing_faults, "rehab.wbp.labels", 'def label(code):\n    """A label."""\n'),
    "docstrings": (reading.typing_faults, "rehab.wbp.labels", "def label(code: str) -> str:\n    return code\n"),
    "files under 300 lines": (reading.size_faults, "rehab.wbp.models", "x = 1\n" * 301),
    "functions of 40 lines": (reading.size_faults, "rehab.wbp.actions", "def f():\n" + "    x = 1\n" * 41),
    "no utils": (reading.name_faults, "rehab.wbp.date_helpers", ""),
    "the product alone": (reading.stray_page_faults, "rehab.wbp.actions", "# see ../shared\n"),
}  # fmt: skip

MAY_WRITE = {"actions", "bulk", "saving", "jobs", "backup", "signin", "verify", "undo", "rotation"}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str) -> None:
    rule, module, source = PLANTED[name]
    assert rule(module, source), f"{name}: the planted fault was not seen"


@pytest.mark.parametrize("name", PLANTED)
def test_the_rule_holds_in_every_file(name: str) -> None:
    rule, _module, _source = PLANTED[name]
    faults = []
    for path in reading.source_files():
        module = reading.module_name(path)
        if not exempt(name, module):
            faults += rule(module, path.read_text())
    assert not faults, "\n".join(faults)


def exempt(rule: str, module: str) -> bool:
    """The few places a rule names as its own."""
    last = module.rsplit(".", 1)[-1]
    if rule in ("only actions write", "no statement that writes"):
        return (
            last in MAY_WRITE
            or last.startswith(("record", "bulk"))
            or module.startswith("rehab.demo")
            or _is_split_action(module)
        )
    if rule == "only saving commits":
        return module in ("rehab.plumbing.saving", "rehab.plumbing.backup", "rehab.plumbing.worker")
    if rule == "one clock":
        return module == "rehab.plumbing.clock"
    if rule == "typed" or rule == "docstrings":
        return last == "routes"
    return False


def _is_split_action(module: str) -> bool:
    """A room whose actions were too many for one file keeps them in files called …_actions."""
    return module.endswith("_actions")
