"""What the cells of one row say together: sentences in one piece, inclusive ends made half-open, sums that must fit."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from rehab.plumbing.refused_rows import Problem

Values = dict[str, Any]


def finish_person(values: Values) -> list[Problem]:
    """Join `Lama Pidana` or `Tahun, Bulan, Hari` to kind, years, months, days; check the stay."""
    problems = _join_sentence(values)
    if "ends_on" in values:
        problems += _ordered(values, "starts_on", "ends_on", "Tanggal Keluar")
    elif "end_reason" in values:
        problems.append(Problem("Tanggal Keluar", "missing_required"))
    if values.get("birth_on") and "starts_on" in values:
        problems += _ordered(values, "birth_on", "starts_on", "Tanggal Masuk")
    return problems


def _join_sentence(values: Values) -> list[Problem]:
    """Empty or 0 among the three columns is zero; all three empty or 0 means that nobody said."""
    term = values.pop("term", None)
    columns = tuple(values.pop(part, 0) for part in ("years", "months", "days"))
    if term is None and not any(columns):
        return []
    kind, *parts = term or (None, *columns)
    if term is not None and any(columns) and (kind or tuple(parts) != columns):
        return [Problem("Lama Pidana", "two_sentences")]
    if kind:
        values.update(kind=kind, years=None, months=None, days=None)
    else:
        values.update(years=parts[0], months=parts[1], days=parts[2])
    return []


def finish_detention(values: Values) -> list[Problem]:
    """`Selesai` is the last day inside; the period ends on the day after it."""
    problems = _ordered(values, "starts_on", "ends_on", "Selesai")
    if "ends_on" in values:
        values["ends_on"] += timedelta(days=1)
    return problems


def finish_discipline(values: Values) -> list[Problem]:
    """In Register F `Selesai` is the end itself."""
    problems = _ordered(values, "starts_on", "ends_on", "Selesai")
    return problems + _ordered(values, "starts_on", "forfeits_until", "Hak Hilang Sampai")


def finish_recap(values: Values) -> list[Problem]:
    """`Dijadwalkan` includes `Izin`: present and excused cannot exceed it."""
    scheduled = values["scheduled"]
    if values["attended"] + values.get("excused", 0) > scheduled:
        return [Problem("Hadir", "attended_exceeds_scheduled", {"scheduled": scheduled})]
    return []


def _ordered(values: Values, start: str, end: str, column: str) -> list[Problem]:
    first: date | None = values.get(start)
    last: date | None = values.get(end)
    if first is None or last is None or last >= first:
        return []
    return [Problem(column, "end_before_start", {"start": f"{first:%d-%m-%Y}", "end": f"{last:%d-%m-%Y}"})]


FINISHERS: dict[str, Callable[[Values], list[Problem]]] = {
    "WBP": finish_person,
    "Penahanan": finish_detention,
    "Register F": finish_discipline,
    "Rekap Kehadiran": finish_recap,
}
