"""Keeping rounds: opened once, computed again with every difference and its cause."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import get_facility, holiday_is_confirmed
from rehab.plumbing.bulk import delete_rows, insert_rows, update_rows
from rehab.plumbing.errors import Refusal, check_version
from rehab.remisi.computing import Computed, RoundQuestion, checked, compute, data_hash, judged, office_policy
from rehab.remisi.differences import classed
from rehab.remisi.haste import uncollected
from rehab.remisi.keeping import packed_all
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi.queries import GREAT_DAY_KINDS, find_round, kept_verdicts, lock_round, verdict_ids
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.kinds import round_day
from rehab.remisi_rules.version import rules_version

CHANGES_KEPT = 5_000
_SHOWN = ("outcome", "days", "class", "failed", "unknown")


class RoundExists(Refusal):
    status = 409
    message = _l("Putaran ini sudah ada. Buka putaran itu, lalu hitung ulang.")


class HolidayNotConfirmed(Refusal):
    message = _l("Tanggal hari besar ini belum ditetapkan. Minta admin menetapkannya di Pengaturan, lalu buka putarannya.")


class WrongDay(Refusal):
    message = _l("Remisi jenis ini tidak jatuh pada tanggal itu. Periksa tanggalnya.")


def open_round(
    *, scope: Scope, facility_id: int, kind: str, on: date, holiday: str | None, late_on: date | None, at: datetime
) -> Round:
    """Compute a round over everyone placed on its day and keep it with facts, verdicts and rules version.

    Raises RoundRefused, NotInForce, WrongDay, HolidayNotConfirmed, RoundExists.
    """
    facility = get_facility(scope, facility_id)
    holiday = holiday if kind in GREAT_DAY_KINDS else None
    question = RoundQuestion(kind, on, holiday, late_on, office_policy(facility.policy))
    checked(question)
    _check_day(scope, question)
    if find_round(scope, facility_id, kind, on, late_on) is not None:
        raise RoundExists()
    computed = compute(scope, facility_id, question, at=at)
    late_key = late_on.isoformat() if late_on else ""
    round_ = Round(facility_id=facility_id, kind=kind, held_on=on, holiday=holiday, late_on=late_on, late_key=late_key)
    rows = _stamp(round_, question, computed, scope=scope, at=at)
    db.session.add(round_)
    db.session.flush()
    with uncollected():
        insert_rows(RoundVerdict, [row | {"round_id": round_.id} for row in rows])
    _write(scope, "remisi.open_round", round_, computed, at)
    return round_


def compute_again(*, scope: Scope, round_id: int, version: int, at: datetime) -> Round:
    """Compute a kept round again under today's rules and records; what changed is kept with its cause.

    Grants this round led to (the same kind and day, recorded since) are left out. Where somebody is prepared already the
    verdict stays as it is: what would be different now is listed and nothing else. Raises NotFound, StaleVersion.
    """
    round_ = lock_round(scope, round_id)
    check_version(round_, version)
    facility = get_facility(scope, round_.facility_id)
    question = RoundQuestion(round_.kind, round_.held_on, round_.holiday, round_.late_on, office_policy(facility.policy))
    before = kept_verdicts(scope, round_id)
    left_out = frozenset(wbp_id for wbp_id, kept in before.items() if not _had_grant(kept, round_))
    computed = compute(scope, round_.facility_id, question, at=at, left_out=left_out)
    new_rules = round_.rules_version != rules_version() or round_.policy != question.policy
    differences = classed(_differences(before, computed, question, new_rules), before, computed)
    for kept in before.values():
        db.session.expunge(kept)
    frozen = {wbp_id: kept for wbp_id, kept in before.items() if kept.frozen}
    delete_rows(RoundVerdict, [kept.id for kept in before.values() if not kept.frozen])
    fresh = [each for each in computed if each.dossier.wbp_id not in frozen]
    rows = _stamp(round_, question, fresh, scope=scope, at=at, frozen=list(frozen.values()))
    round_.differences = differences[:CHANGES_KEPT]
    insert_rows(RoundVerdict, [row | {"round_id": round_id} for row in rows])
    _write(scope, "remisi.compute_again", round_, computed, at, changed=len(round_.differences))
    return round_


def freeze_verdicts(*, scope: Scope, round_id: int, wbp_ids: Iterable[int], frozen: bool) -> None:
    """Hold the verdicts of some people of a round as they are, or let them go again; the audit entry is the caller's deed."""
    wanted = set(wbp_ids)
    update_rows(RoundVerdict, [{"id": each, "frozen": frozen} for each in verdict_ids(scope, round_id, wanted)])


def _check_day(scope: Scope, question: RoundQuestion) -> None:
    if question.holiday is not None:
        if not holiday_is_confirmed(scope, question.holiday, question.on):
            raise HolidayNotConfirmed()
    elif round_day(question.kind, question.on.year) != question.on:
        raise WrongDay()


def _stamp(
    round_: Round, question: RoundQuestion, computed: list[Computed], *, scope: Scope, at: datetime,
    frozen: Sequence[RoundVerdict] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    """Write on the round what it was computed from; the rows of its verdicts, still without its id."""
    verdicts, bases = packed_all((each.verdict for each in computed), round_.bases if frozen else ())
    made = {"rules_version": rules_version(), "policy": dict(question.policy or {}), "at": at.isoformat()}
    with uncollected():
        pairs = zip(computed, verdicts, strict=True)
        rows = [_row(round_.facility_id, each, verdict | {"made": made}) for each, verdict in pairs]
    round_.rules_version = rules_version()
    round_.data_hash = data_hash(computed, frozen)
    round_.policy = dict(question.policy or {})
    round_.computed_at = at
    round_.computed_by = scope.user_id
    round_.bases = bases
    return rows


def _row(facility_id: int, each: Computed, kept_verdict: dict[str, Any]) -> dict[str, Any]:
    dossier, verdict = each.dossier, each.verdict
    return {
        "facility_id": facility_id,
        "wbp_id": dossier.wbp_id,
        "name": dossier.name,
        "register_no": dossier.register_no,
        "block": dossier.block,
        "outcome": verdict.outcome,
        "days": verdict.days,
        "release_class": verdict.class_,
        "earliest_on": verdict.earliest_on,
        "failed": _barred(verdict.failed),
        "unknown": _barred(verdict.unknown),
        "facts": each.kept_facts,
        "verdict": kept_verdict,
    }


def _barred(codes: tuple[str, ...]) -> str:
    return "|" + "".join(f"{code}|" for code in codes)


def _had_grant(kept: RoundVerdict, round_: Round) -> bool:
    """Whether the grant of this kind and day was on record before the round was first computed."""
    granted = kept.facts["facts"]["remissions"]
    return any(each["kind"] == round_.kind and each["on"] == round_.held_on.isoformat() for each in granted)


def _differences(
    before: dict[int, RoundVerdict], computed: list[Computed], question: RoundQuestion, new_rules: bool
) -> list[dict[str, Any]]:
    """Who is judged otherwise than before, each with the facts that changed, or that the rules did."""
    found = []
    _policy, rules = checked(question)
    for each in computed:
        kept = before.get(each.dossier.wbp_id)
        after = _brief(each.verdict.summary())
        if kept is None:
            found.append(_difference(each.dossier.wbp_id, each.dossier.name, None, after, ["entered"]))
        elif _brief(kept.verdict) != after:
            facts = each.dossier.facts.to_json()
            causes = [name for name, value in facts.items() if kept.facts["facts"].get(name) != value]
            same_facts = judged(Facts.from_json(kept.facts["facts"]), question, rules) if new_rules else None
            if same_facts is not None and _brief(same_facts.summary()) != _brief(kept.verdict):
                causes.append("rules")
            found.append(_difference(each.dossier.wbp_id, each.dossier.name, _brief(kept.verdict), after, causes, kept.frozen))
    present = {each.dossier.wbp_id for each in computed}
    gone = [kept for wbp_id, kept in before.items() if wbp_id not in present]
    return found + [_difference(each.wbp_id, each.name, _brief(each.verdict), None, ["gone"], each.frozen) for each in gone]


def _brief(summary: dict[str, Any]) -> dict[str, Any]:
    return {name: summary[name] for name in _SHOWN}


def _difference(
    wbp_id: int, name: str, before: Any, after: Any, causes: list[str], frozen: bool = False
) -> dict[str, Any]:  # fmt: skip
    """`frozen`: somebody is prepared already, so this is what would be different, and nothing has changed."""
    return {"wbp_id": wbp_id, "name": name, "before": before, "after": after, "cause": causes, "frozen": frozen}


def _write(scope: Scope, action: str, round_: Round, computed: list[Computed], at: datetime, **more: Any) -> None:
    details = {
        "kind": round_.kind, "on": round_.held_on, "holiday": round_.holiday, "late_on": round_.late_on,
        "people": len(computed), "data_hash": round_.data_hash, "rules_version": round_.rules_version, **more,
    }  # fmt: skip
    write_entry(
        scope=scope, action=action, subject="round", subject_id=round_.id, at=at, facility_id=round_.facility_id, details=details
    )
