"""The history of a register: every version of every mark, who wrote it, and how the register itself moved on."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from rehab.attendance.labels import mark_label
from rehab.attendance.life import Asked, Save, Withdrawn
from rehab.attendance.registers import Correction, Register
from rehab.attendance.states import Opening
from rehab.plumbing.formatting import moment

Entries = list[tuple[datetime, dict[str, Any]]]


def may_undo(register: Register) -> bool:
    """Whether a save can still be taken back: the register is a draft, open, and its window not over."""
    return register.opening is Opening.OPEN and not register.life.finished and not register.life.late


def history_of(register: Register, undo: Callable[[Save], str] | None = None) -> list[dict[str, Any]]:
    """What happened to a register, newest first, for components/history.html; who is named to officers alone.

    `undo` gives the address that takes a save back, where the reader may still do that.
    """
    names = {row.wbp_id: row.name for row in register.rows}
    found: Entries = [(each.at, _corrected(each, names)) for each in register.corrections]
    found += [(each.at, _saved(each, undo)) for each in register.life.saves]
    found += [(each.decided_at or each.proposed_at, _proposed(each, register.zone)) for each in register.life.asked]
    found += _withdrawn(register.life.withdrawn, names)
    if register.life.finished_at is not None:
        found.append((register.life.finished_at, _finished(register)))
    found.sort(key=lambda each: each[0], reverse=True)
    return [{"when": moment(at, register.zone), "reason": "", "changes": [], **entry} for at, entry in found]


def _who(name: str | None) -> str:
    return name or _("Baris perintah")


def _corrected(each: Correction, names: dict[int, str]) -> dict[str, Any]:
    changes = [(_("Kehadiran"), mark_label(each.before), mark_label(each.after))]
    return {"who": _who(each.by_name), "what": names.get(each.wbp_id, ""), "reason": each.correction, "changes": changes}


def _saved(each: Save, undo: Callable[[Save], str] | None) -> dict[str, Any]:
    what = _("%(people)s orang dicatat, %(present)s hadir", people=each.people, present=each.present)
    return {"who": _who(each.by_name), "what": what, "undo": undo(each) if undo else None}


def _withdrawn(rows: list[Withdrawn], names: dict[int, str]) -> Entries:
    deeds: defaultdict[tuple[datetime, str | None], list[Withdrawn]] = defaultdict(list)
    for each in rows:
        deeds[each.at, each.by_name].append(each)
    return [
        (at, {
            "who": _who(by_name), "what": _("Pencatatan %(people)s orang diurungkan", people=len(found)),
            "changes": [(names.get(each.wbp_id, ""), mark_label(each.status), mark_label(None)) for each in found],
        })
        for (at, by_name), found in deeds.items()
    ]  # fmt: skip


def _finished(register: Register) -> dict[str, Any]:
    left = register.life.left_unrecorded
    return {
        "who": _who(register.life.finished_by), "what": _("Daftar hadir dinyatakan selesai"),
        "outcome": _("Belum dicatat waktu itu: %(count)s orang.", count=left) if left else "",
    }  # fmt: skip


def _proposed(each: Asked, zone: str) -> dict[str, Any]:
    when = moment(each.decided_at, zone) if each.decided_at else ""
    names = {"who": each.decider or "", "when": when, "note": each.decided_note}
    outcomes = {
        "proposed": _("Menunggu petugas lain."),
        "confirmed": _("Disetujui %(who)s, %(when)s: %(note)s", **names),
        "declined": _("Ditolak %(who)s, %(when)s: %(note)s", **names),
    }
    asked = _("diajukan %(who)s, %(when)s", who=each.proposer, when=moment(each.proposed_at, zone))
    return {
        "who": asked if each.decided_at else each.proposer, "what": each.name,
        "reason": each.why, "changes": [(_("Perubahan yang diajukan"), mark_label(each.before), mark_label(each.status))],
        "outcome": outcomes[each.state],
    }  # fmt: skip
