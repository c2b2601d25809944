"""Hearings of the TPP: recorded once, and corrected with a reason as long as nobody decided on what they say."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.plumbing.bulk import update_rows
from rehab.plumbing.errors import Refusal, StaleVersion
from rehab.proposals.actions import ReasonMissing
from rehab.proposals.batches import hearing_fingerprint
from rehab.proposals.deed_actions import NotYours, check_past, held_round
from rehab.proposals.labels import hearing_field_label, hearing_value
from rehab.proposals.models import Candidate, Hearing
from rehab.proposals.queries import decided_on, find_hearing, get_hearing, resting_on
from rehab.proposals.states import permission_of
from rehab.remisi.queries import get_round


class HearingKnown(Refusal):
    message = _l("Nomor sidang ini sudah tercatat. Pilih sidang itu, atau tulis nomor lain.")


class HearingDecidedOn(Refusal):
    message = _l(
        "Kepala sudah memutuskan berdasarkan sidang ini, jadi catatannya tetap. Bila ada yang keliru, buat berita acara "
        "perbaikan dan catat sebagai sidang baru yang notulanya menyebut nomor sidang ini."
    )


def record_hearing(
    *, scope: Scope, round_id: int, number: str, held_on: date, place: str, members: Sequence[dict[str, Any]], minutes: str,
    at: datetime,
) -> Hearing:  # fmt: skip
    """Record a hearing of the TPP; `members` are {"name", "office", "present"}, the chair first. Raises HearingKnown, NotYet."""
    round_ = get_round(scope, round_id)
    if scope.user_id is None or not scope.can(permission_of("recommend")):
        raise NotYours()
    check_past(scope, round_.facility_id, held_on, at=at)
    if find_hearing(scope, round_.facility_id, number) is not None:
        raise HearingKnown()
    hearing = Hearing(
        facility_id=round_.facility_id, round_id=round_id, number=number, held_on=held_on, place=place, members=list(members),
        minutes=minutes, recorded_by=scope.user_id, recorded_at=at,
    )  # fmt: skip
    db.session.add(hearing)
    db.session.flush()
    details = {"number": number, "held_on": held_on, "members": list(members)}
    write_entry(
        scope=scope, action="proposals.record_hearing", subject="round", subject_id=round_id, at=at,
        facility_id=round_.facility_id, details=details,
    )  # fmt: skip
    return hearing


def correct_hearing(
    *, scope: Scope, hearing_id: int, seen: str, number: str, held_on: date, place: str, members: Sequence[dict[str, Any]],
    minutes: str, reason: str, at: datetime,
) -> Hearing:  # fmt: skip
    """Correct what was recorded of a hearing, with a reason; what it said before stays in its history.

    `seen` is the fingerprint of the hearing as the form showed it. A batch that rests on the hearing and lies open before
    the head is stale afterwards. Raises NotFound, NotYours, StaleVersion, ReasonMissing, NotYet, HearingDecidedOn,
    HearingKnown.
    """
    found = get_hearing(scope, hearing_id)
    held_round(scope, found.round_id, "recommend")
    db.session.refresh(found)
    wanted = {"number": number, "held_on": held_on, "place": place, "members": list(members), "minutes": minutes}
    before = {name: getattr(found, name) for name, value in wanted.items() if getattr(found, name) != value}
    after = {name: wanted[name] for name in before}
    if hearing_fingerprint(found) != seen:
        raise StaleVersion(theirs=_in_words(before), yours=_in_words(after))
    if not reason:
        raise ReasonMissing()
    check_past(scope, found.facility_id, held_on, at=at)
    if decided_on(scope, hearing_id):
        raise HearingDecidedOn()
    if "number" in after and find_hearing(scope, found.facility_id, number) is not None:
        raise HearingKnown()
    if after:
        _write_correction(scope, found, before, after, reason, at)
    return found


def _write_correction(
    scope: Scope, found: Hearing, before: dict[str, Any], after: dict[str, Any], reason: str, at: datetime
) -> None:  # fmt: skip
    for name, value in after.items():
        setattr(found, name, value)
    db.session.flush()
    # Who was shown somebody of this hearing before has not seen what it says now.
    update_rows(Candidate, [{"id": row_id, "version": version} for row_id, version in resting_on(scope, found.id)])
    write_entry(
        scope=scope, action="proposals.correct_hearing", subject="hearing", subject_id=found.id, at=at,
        facility_id=found.facility_id, details={"number": found.number, "reason": reason, "before": before, "after": after},
    )  # fmt: skip


def _in_words(values: dict[str, Any]) -> dict[str, Any]:
    return {str(hearing_field_label(name)): hearing_value(name, value) for name, value in values.items()}
