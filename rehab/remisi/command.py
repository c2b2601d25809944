"""A round from the command line: computed, not kept, printed as a funnel."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.access.scope import command_line_scope
from rehab.facilities.queries import get_facility_by_code, list_facilities
from rehab.plumbing import clock, formatting
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.fields import parse_date
from rehab.remisi.checking import check_round
from rehab.remisi.computing import RoundQuestion
from rehab.remisi.labels import cause_label, change_label, outcome_label, round_label, topic_label
from rehab.remisi.queries import run_round


class WhichFacility(Refusal):
    message = _l("Sebutkan UPT dengan --facility KODE: di sini tidak ada tepat satu UPT, atau kode itu tidak ada.")


class WhichDay(Refusal):
    message = _l("Tulis tanggal sebagai 2026-08-17.")


def round_funnel(
    *, kind: str, on: str, holiday: str | None = None, facility_code: str | None = None
) -> tuple[dict[str, Any], list[str]]:
    """The funnel of a round as `--json` prints it, and warnings for standard error.

    Raises WhichFacility, WhichDay, RoundRefused, NotInForce (each with a `message`).
    """
    day = parse_date(on)
    if day is None:
        raise WhichDay()
    scope = command_line_scope()
    funnel, confirmed = run_round(scope, _facility_id(facility_code), RoundQuestion(kind, day, holiday), at=clock.now())
    return funnel, [] if confirmed else [_("Tanggal hari besar ini belum ditetapkan siapa pun; periksa sebelum dipakai.")]


def funnel_text(funnel: dict[str, Any]) -> str:
    """The funnel in words, one line a number."""
    day = date.fromisoformat(funnel["on"])
    lines = [
        _("%(round)s, %(day)s, UPT %(facility)s", round=round_label(funnel["kind"], None), day=formatting.long_date(day),
          facility=funnel["facility"]),
        _("Persiapan usulan, bukan jalur resmi."),
        f"{funnel['population']:>6}  {_('orang')}",
    ]  # fmt: skip
    lines += [f"{funnel[outcome]:>6}  {outcome_label(outcome)}" for outcome in ("eligible", "incomplete", "not_eligible")]
    lines += [f"{number:>6}  {_('usulan %(days)s hari', days=days)}" for days, number in funnel["by_days"].items()]
    lines.append(f"{funnel['class_two']:>6}  {_('langsung bebas (II)')}")
    for key, title in (("failed", _("Tidak terpenuhi:")), ("unknown", _("Belum diketahui:"))):
        if funnel[key]:
            lines.append(title)
            lines += [f"{number:>6}  {topic_label(code)}" for code, number in funnel[key].items()]
    return "\n".join(lines)


def checked_round(round_id: int) -> tuple[str, bool]:
    """A kept round computed again from its stored facts, in lines, and whether all of it came out the same. Raises NotFound."""
    found = check_round(command_line_scope(), round_id)
    lines = [
        f"{found.people:>6}  {_('hasil diperiksa')}",
        f"{found.identical:>6}  {_('sama persis')}",
        _("Aturannya sama.") if found.same_rules else _("Versi aturannya lain daripada yang berlaku sekarang."),
    ]
    if not found.hash_holds:
        lines.append(_("Sidik data tidak cocok."))
    for row in found.rows:
        lines.append(f"{row.wbp_id:>6}  {change_label(row.change)}, {row.gained:+d}: {cause_label(list(row.cause))}")
    return "\n".join(lines), not found.rows and found.hash_holds


def _facility_id(code: str | None) -> int:
    scope = command_line_scope()
    if code is not None:
        try:
            return get_facility_by_code(scope, code).id
        except NotFound as absent:
            raise WhichFacility() from absent
    found = list_facilities(scope)
    if len(found) != 1:
        raise WhichFacility()
    return found[0].id
