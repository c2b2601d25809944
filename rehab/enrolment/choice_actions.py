"""Writing a selection of people for a class, and sending it: the answer is kept row by row."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.enrolment import queries
from rehab.enrolment.actions import ClassClosed, EnrolResult, enrol_people
from rehab.enrolment.models import Batch
from rehab.enrolment.suitability import Candidate, judge_people
from rehab.extensions import db
from rehab.plumbing.errors import Refusal, check_version
from rehab.programs.queries import Cohort, cohort
from rehab.programs.states import OPEN_CLASS_STATES
from rehab.wbp.queries import find_by_register

MOST_CHOSEN = 400
MOST_UNKNOWN = 100


class TooManyChosen(Refusal):
    message = _l("Paling banyak 400 orang sekali daftar. Kirim dulu pilihan ini, lalu pilih yang lain.")


class NobodyChosen(Refusal):
    message = _l("Belum ada yang dipilih. Centang orangnya atau tempel nomor registernya.")


class AlreadySent(Refusal):
    status = 409
    message = _l("Pilihan ini sudah dikirim. Buka halaman peserta kelas untuk melihat hasilnya.")


def choose_people(*, scope: Scope, cohort_id: int, shown: Iterable[int], chosen: Iterable[int], at: datetime) -> Batch:
    """Remember the ticks of one page of the picker: those shown and not chosen leave the selection. Raises TooManyChosen."""
    draft = _draft(scope, cohort_id, at)
    unticked = set(shown) - set(chosen)
    wanted = [each for each in dict.fromkeys([*draft.wbp_ids, *chosen]) if each not in unticked]
    _keep(scope, draft, wanted, draft.unknown_numbers, at)
    return draft


def choose_numbers(*, scope: Scope, cohort_id: int, numbers: Iterable[str], at: datetime) -> tuple[Batch, int]:
    """Add people by register number; returns the selection and how many were found. Numbers nobody has are kept to be told.

    Raises TooManyChosen.
    """
    draft = _draft(scope, cohort_id, at)
    typed = list(dict.fromkeys(text.strip()[:60] for text in numbers if text.strip()))[: MOST_CHOSEN + MOST_UNKNOWN]
    found = find_by_register(scope, draft.facility_id, typed)
    unknown = [text for text in typed if text not in found]
    unknown = list(dict.fromkeys([*draft.unknown_numbers, *unknown]))[:MOST_UNKNOWN]
    wanted = list(dict.fromkeys([*draft.wbp_ids, *(found[text] for text in typed if text in found)]))
    _keep(scope, draft, wanted, unknown, at)
    return draft, len(found)


def empty_choice(*, scope: Scope, cohort_id: int, at: datetime) -> None:
    """Forget what was selected for a class."""
    group = cohort(scope, cohort_id)
    draft = queries.draft_of(scope, group.id, lock=True)
    if draft is not None:
        _keep(scope, draft, [], [], at)


def _draft(scope: Scope, cohort_id: int, at: datetime) -> Batch:
    group = cohort(scope, cohort_id)
    if group.state not in OPEN_CLASS_STATES:
        raise ClassClosed()
    draft = queries.draft_of(scope, group.id, lock=True)
    if draft is not None:
        return draft
    draft = Batch(
        facility_id=group.facility_id, cohort_id=group.id, made_by=scope.user_id, wbp_ids=[], unknown_numbers=[], created_at=at
    )
    try:
        with db.session.begin_nested():
            db.session.add(draft)
            db.session.flush()
    except IntegrityError:
        # The same person in another window was first.
        return queries.draft_of(scope, group.id, lock=True) or _draft(scope, cohort_id, at)
    return draft


def _keep(scope: Scope, draft: Batch, wbp_ids: list[int], unknown: list[str], at: datetime) -> None:
    if len(wbp_ids) > MOST_CHOSEN:
        raise TooManyChosen()
    draft.wbp_ids, draft.unknown_numbers = wbp_ids, unknown
    _note(scope, "enrolment.choose", draft, at, people=len(wbp_ids), unknown=len(unknown))


def enrol_batch(
    *, scope: Scope, batch_id: int, version: int, chosen: Iterable[int], starts_on: date, waiting: bool, at: datetime
) -> Batch:
    """Enrol those of a selection who are still ticked, and keep the answer for every row.

    Raises NobodyChosen, AlreadySent, StaleVersion, and what enrol_people raises.
    """
    batch = queries.batch(scope, batch_id, lock=True)
    if batch.done_at is not None:
        raise AlreadySent()
    check_version(batch, version)
    ticked = set(chosen)
    group = cohort(scope, batch.cohort_id, lock=True)
    left_out = judge_people(scope, group, [each for each in batch.wbp_ids if each not in ticked], starts_on)
    wanted = [each for each in _by_name(scope, group, batch.wbp_ids) if each in ticked]
    if not wanted:
        raise NobodyChosen()
    results = enrol_people(scope=scope, cohort_id=group.id, wbp_ids=wanted, starts_on=starts_on, at=at, waiting=waiting)
    results += [_left_out(each) for each in left_out]
    batch.results = [asdict(each) for each in results] + [
        {"wbp_id": None, "enrolled": False, "state": "", "code": "unknown_number", "facts": {"number": number}}
        for number in batch.unknown_numbers
    ]
    batch.enrolled = sum(each.enrolled for each in results)
    batch.starts_on, batch.done_at = starts_on, at
    _note(scope, "enrolment.send", batch, at, enrolled=batch.enrolled, rows=len(batch.results))
    return batch


def _by_name(scope: Scope, group: Cohort, wbp_ids: Iterable[int]) -> list[int]:
    """In name order, as the page showed them: whom the last places go to is no secret."""
    return [row.wbp.id for row in queries.people_of_facility(scope, group.facility_id, wbp_ids)]


def _left_out(candidate: Candidate) -> EnrolResult:
    """Why somebody selected was not sent: what speaks against it, or that nobody ticked them."""
    against = [*candidate.refusals, *candidate.concerns]
    if not against:
        return EnrolResult(candidate.wbp_id, enrolled=False, code="not_chosen")
    return EnrolResult(candidate.wbp_id, enrolled=False, code=against[0].code, facts=against[0].facts)


def _note(scope: Scope, action: str, row: Batch, at: datetime, **details: Any) -> None:
    details = {"cohort_id": row.cohort_id, **details}
    write_entry(
        scope=scope, action=action, subject="enrolment_batch", subject_id=row.id, at=at, facility_id=row.facility_id,
        details=details,
    )  # fmt: skip
