"""Which table a sheet's fields go to, and how a value is written in what is kept of an import."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

PERSON_FIELDS = (
    "name", "alias", "nik", "sex", "birth_place", "birth_on", "religion", "education", "status", "offence", "offence_article",
    "subsidiary_days", "serving_subsidiary", "fine_paid", "loyalty_pledge", "deradicalised", "justice_collaborator",
    "prolonged_illness", "pre_release_leave", "parole_revoked", "escaped",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableRule:
    """A table that a sheet fills: its natural key beside the person, the fields an import may set, what an empty one means."""

    name: str
    sheet: str
    fields: tuple[str, ...]
    key: tuple[str, ...] = ()
    defaults: dict[str, Any] = field(default_factory=dict)


WBP = TableRule("wbp", "WBP", PERSON_FIELDS)
SENTENCE = TableRule("sentence", "WBP", ("kind", "years", "months", "days", "final_on"), defaults={"kind": "penjara"})
PLACEMENT = TableRule("placement", "WBP", ("block", "cell", "starts_on", "ends_on", "end_reason"))
DETENTION = TableRule("detention", "Penahanan", ("ends_on",), ("starts_on",))
RECAP = TableRule(
    "attendance_recap", "Rekap Kehadiran", ("scheduled", "attended", "excused"), ("month_on", "programme"), {"excused": 0}
)
# Parents before children: inserted in this order, deleted in the opposite one.
TABLES = (
    WBP,
    SENTENCE,
    PLACEMENT,
    DETENTION,
    TableRule("remission_received", "Riwayat Remisi", ("days", "decree"), ("kind", "granted_on")),
    TableRule("sppn_month", "SPPN", ("score",), ("month_on",)),
    TableRule("risk_assessment", "Risiko", ("level",), ("assessed_on",)),
    TableRule("discipline_entry", "Register F", ("ends_on", "forfeits_until"), ("level", "starts_on")),
    TableRule("paper", "Dokumen", ("state", "number", "dated_on"), ("code",)),
    RECAP,
    TableRule("service", "Jasa", ("verified",), ("ground", "rendered_on")),
)
BY_NAME = {rule.name: rule for rule in TABLES}
BY_SHEET = {rule.sheet: rule for rule in TABLES if rule.key}
LIFE = ("seumur_hidup", "mati")
# A sentence is one thing in four fields.
LENGTH = frozenset({"kind", "years", "months", "days"})


def plain(value: Any) -> Any:
    """A value as JSON keeps it: dates in ISO form, scores as text."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def revived(name: str, value: Any) -> Any:
    """The value of a field again, from what `plain` made of it."""
    if isinstance(value, str) and (name.endswith("_on") or name == "forfeits_until"):
        return date.fromisoformat(value)
    return Decimal(value) if name == "score" and value is not None else value


def key_text(key: tuple[Any, ...]) -> str:
    """A natural key in one text."""
    return "|".join(str(plain(part)) for part in key)
