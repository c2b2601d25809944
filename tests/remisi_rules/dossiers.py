"""Dossiers for tests of the law: spotless unless a test says otherwise."""

from datetime import date
from typing import Any

from rehab.remisi_rules.profile import completed

INDEPENDENCE = date(2025, 8, 17)


def dossier(kind: str = "RU", on: date = INDEPENDENCE, **told: Any) -> dict[str, Any]:
    """Plain facts, complete relative to `on`: five years, inside since August 2022."""
    facts = {
        "profile": "complete",
        "sentence": {"kind": "penjara", "years": 5, "months": 0, "days": 0},
        "detention": [{"starts_on": "2022-08-01", "ends_on": None}],
        **told,
    }
    return completed(facts, kind, on)
