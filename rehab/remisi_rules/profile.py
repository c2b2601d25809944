"""The spotless dossier that case files fill up from."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from rehab.remisi_rules import reading, words
from rehab.remisi_rules.errors import InvalidQuestion
from rehab.remisi_rules.spans import MONTHS, add_months

CHILDRENS_KINDS = frozenset({"PMPU", "PMPK", "PMPD", "RAN"})
_ADULT, _CHILD = 40, 16
_SCORE = 80
_RISK = ((200, "sedang"), (30, "rendah"))
_SESSIONS = 100


def completed(facts: Any, kind: object, on: object) -> Any:
    """Facts with `profile: complete` filled up relative to the day; others pass unchanged. Raises InvalidQuestion."""
    if type(facts) is not dict or "profile" not in facts:
        return facts
    given = {name: value for name, value in facts.items() if name != "profile"}
    if facts["profile"] != "complete":
        raise InvalidQuestion("facts.profile: unknown word")
    day = reading.required_date(on, "on")
    try:
        return _filled(given, _spotless(day, isinstance(kind, str) and kind in CHILDRENS_KINDS, given))
    except OverflowError:
        raise InvalidQuestion("facts: a date lies beyond the calendar") from None


def _filled(given: Mapping[str, Any], spotless: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**spotless, **given}
    for name, value in spotless.items():
        if isinstance(value, dict) and isinstance(given.get(name), dict):
            merged[name] = {**value, **given[name]}
    return merged


def _spotless(day: date, child: bool, given: Mapping[str, Any]) -> dict[str, Any]:
    month = day.year * MONTHS + day.month - 1
    listed = given.get("detention")
    starts = [each.get("starts_on") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    first = min((found for each in starts if (found := reading.date_of(each, "detention.starts_on"))), default=None)
    true_flags = {"fine_paid", "deradicalised", "loyalty_pledge", "justice_collaborator"}
    return {
        "status": "anak_binaan" if child else "narapidana",
        "birth_on": add_months(date(day.year, 1, 1), -MONTHS * (_CHILD if child else _ADULT)),
        "religion": "islam",
        "offence": "umum",
        "sentence": {"final_on": first},
        "subsidiary": {"days_outstanding": 0, "serving": False},
        **{flag: flag in true_flags for flag in words.FLAGS},
        "discipline": [],
        "sppn": [{"month": reading.month_text(each), "score": _SCORE} for each in range(month - MONTHS, month)],
        "risk": [{"assessed_on": day - timedelta(age), "level": level} for age, level in _RISK],
        "participation": {"scheduled": _SESSIONS, "attended": _SESSIONS, "excused": 0},
        "documents": dict.fromkeys(sorted(words.DOCUMENTS), "verified"),
        "remissions": [],
        "services": [],
    }
