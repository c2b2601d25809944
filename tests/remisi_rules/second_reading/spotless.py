"""The profile `complete` of a case: whatever it leaves out, filled with a spotless dossier relative to `on`."""

from datetime import date, timedelta

from tests.remisi_rules.second_reading import words
from tests.remisi_rules.second_reading.question import day


def complete(facts, kind, on):
    """The facts of a case without its key `profile`, filled where it says `complete`."""
    facts, on = dict(facts), day(on)
    profile = facts.pop("profile", None)
    if profile is None:
        return facts
    if profile != "complete":
        raise ValueError(f"no profile {profile!r}")
    for name, value in spotless(kind, on).items():
        facts[name] = filled(facts[name], value) if name in facts else value
    sentence = facts.get("sentence")
    if isinstance(sentence, dict) and "final_on" not in sentence and facts.get("detention"):
        first = min(day(each["starts_on"]) for each in facts["detention"])
        facts["sentence"] = {**sentence, "final_on": first}
    return facts


def filled(given, value):
    """Profile values fill inside mappings too."""
    return {**value, **given} if isinstance(given, dict) and isinstance(value, dict) else given


def spotless(kind, on):
    childs = kind in words.CHILDRENS_KINDS
    months = [
        f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(on.year * 12 + on.month - 13, on.year * 12 + on.month - 1)
    ]
    return {
        "status": "anak_binaan" if childs else "narapidana",
        "birth_on": date(on.year - (16 if childs else 40), 1, 1),
        "religion": "islam",
        "offence": "umum",
        "subsidiary": {"days_outstanding": 0, "serving": False},
        "prolonged_illness": False,
        "pre_release_leave": False,
        "parole_revoked": False,
        "escaped": False,
        "fine_paid": True,
        "deradicalised": True,
        "loyalty_pledge": True,
        "justice_collaborator": True,
        "discipline": [],
        "sppn": [{"month": month, "score": 80} for month in months],
        "risk": [
            {"assessed_on": on - timedelta(days=200), "level": "sedang"},
            {"assessed_on": on - timedelta(days=30), "level": "rendah"},
        ],
        "participation": {"scheduled": 100, "attended": 100, "excused": 0},
        "documents": dict.fromkeys(words.DOCUMENTS, "verified"),
        "remissions": [],
        "services": [],
    }
