"""The history of a class's outcomes and of a certificate, in words."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.audit.labels import action_label
from rehab.audit.queries import EntryLine
from rehab.outcomes.labels import certificate_kind_label, result_label
from rehab.plumbing.fields import parse_date
from rehab.plumbing.formatting import DASH, moment, number, short_date

FIELD_LABELS = {
    "kind": _l("Jenis"),
    "title": _l("Nama sertifikat"),
    "number": _l("Nomor"),
    "issuer": _l("Penerbit"),
    "issued_on": _l("Tanggal terbit"),
}


def told_of_class(entries: Iterable[EntryLine], names: Mapping[int, str], zone: str) -> list[dict[str, Any]]:
    """Entries about a class as the history macro takes them; results by the names of the people."""
    return [_told(entry, zone, [_result(each, names) for each in entry.changes]) for entry in entries]


def told_of_certificate(entries: Iterable[EntryLine], zone: str) -> list[dict[str, Any]]:
    """Entries about a certificate as the history macro takes them."""
    return [
        _told(
            entry,
            zone,
            [(FIELD_LABELS.get(name, name), _field(name, old), _field(name, new)) for name, old, new in entry.changes],
        )
        for entry in entries
    ]


def _told(entry: EntryLine, zone: str, changes: list[tuple[Any, Any, Any]]) -> dict[str, Any]:
    title = (entry.details or {}).get("title")
    what = str(action_label(entry.action))
    return {
        "when": moment(entry.at, zone),
        "who": entry.actor or (_("Pengguna %(id)s", id=entry.actor_id) if entry.actor_id else _("Sistem")),
        "what": f"{what}: {title}" if title else what,
        "reason": (entry.details or {}).get("reason"),
        "changes": changes,
    }


def _result(change: tuple[str, Any, Any], names: Mapping[int, str]) -> tuple[str, str, str]:
    key, before, after = change
    name = names.get(int(key)) if key.isdecimal() else None
    return name or _("Peserta yang sudah tidak tercatat"), _words(before), _words(after)


def _words(result: Any) -> str:
    if not isinstance(result, dict):
        return DASH
    score = number(Decimal(result["score"])) if result.get("score") is not None else DASH
    return f"{score} · {result_label(result.get('passed'))}"


def _field(name: str, value: Any) -> Any:
    if name == "kind":
        return certificate_kind_label(value)
    return short_date(parse_date(value)) if name == "issued_on" else value
