"""Writing exam results and certificates: a whole class in one save, corrections with their reason."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.outcomes import class_queries, queries
from rehab.outcomes.labels import certificate_kind_label, result_label
from rehab.outcomes.models import Certificate, ExamResult
from rehab.plumbing.bulk import insert_rows
from rehab.plumbing.errors import Refusal, StaleVersion, check_version
from rehab.plumbing.formatting import short_date
from rehab.programs.queries import cohort as get_cohort


class NobodyGiven(Refusal):
    message = _l("Belum ada isian. Isi paling sedikit satu peserta.")


class NotInClass(Refusal):
    message = _l("Ada peserta yang bukan anggota kelas ini. Muat ulang halaman, lalu isi kembali.")


class ExamTaken(Refusal):
    message = _l("Ujian dengan nama dan tanggal ini sudah tercatat di kelas ini. Buka ujian itu untuk mengubahnya.")


class InTheFuture(Refusal):
    message = _l("Tanggal ini belum tiba. Isi tanggal hari ini atau sebelumnya.")


class ReasonMissing(Refusal):
    message = _l("Isi alasan perbaikan.")


class NumbersTaken(Refusal):
    """Numbers the issuer has given already, or that stand twice in the form; `numbers` are those."""

    message = _l("Nomor ini sudah dipakai penerbit yang sama. Periksa nomornya.")

    def __init__(self, numbers: set[str]) -> None:
        super().__init__()
        self.numbers = numbers


@dataclass(frozen=True)
class Result:
    """One person's result as typed; `version` is the one that was seen, None where there was no result yet."""

    wbp_id: int
    score: Decimal | None
    passed: bool | None
    version: int | None = None

    @property
    def empty(self) -> bool:
        return self.score is None and self.passed is None


@dataclass(frozen=True)
class CertificateDetails:
    """What stands on a certificate beside its number."""

    kind: str
    title: str
    issuer: str
    issued_on: date


def record_exam(
    *, scope: Scope, cohort_id: int, title: str, held_on: date, results: Sequence[Result], on: date, at: datetime
) -> int:
    """Write down an exam of a class, people without a result left out; returns how many were written.

    Raises NotFound, NobodyGiven, NotInClass, ExamTaken, InTheFuture.
    """
    cohort = get_cohort(scope, cohort_id)
    given = [each for each in results if not each.empty]
    if not given:
        raise NobodyGiven()
    _check_day(held_on, on)
    _check_members(scope, cohort_id, {each.wbp_id for each in given})
    if any((each.title, each.held_on) == (title, held_on) for each in class_queries.list_exams(scope, cohort_id)):
        raise ExamTaken()
    key = {"facility_id": cohort.facility_id, "cohort_id": cohort_id, "title": title, "held_on": held_on}
    stamp = {"recorded_by": scope.user_id, "recorded_at": at}
    rows = [{"wbp_id": each.wbp_id, **_plain(each.score, each.passed), **key, **stamp} for each in given]
    try:
        with db.session.begin_nested():
            insert_rows(ExamResult, rows)
    except IntegrityError as error:
        raise ExamTaken() from error
    details = {"title": title, "held_on": held_on, "results": {each.wbp_id: _plain(each.score, each.passed) for each in given}}
    _note(scope, "outcomes.record_exam", "cohort", cohort_id, at, cohort.facility_id, **details)
    return len(rows)


def correct_exam(*, scope: Scope, cohort_id: int, exam_id: int, results: Sequence[Result], reason: str, at: datetime) -> int:
    """Correct, add or take away results of an exam; returns how many differ from what stood there.

    Raises NotFound, NotInClass, ReasonMissing, StaleVersion (a result that differs was changed by somebody else).
    """
    one = class_queries.exam(scope, cohort_id, exam_id)
    grid = class_queries.exam_grid(scope, one)
    if not {each.wbp_id for each in results} <= set(grid):
        raise NotInClass()
    differing = [each for each in results if (each.score, each.passed) != (grid[each.wbp_id].score, grid[each.wbp_id].passed)]
    _check_seen(differing, grid)
    if not differing:
        return 0
    if not reason and any(grid[each.wbp_id].result_id for each in differing):
        raise ReasonMissing()
    key = {"facility_id": one.facility_id, "cohort_id": cohort_id, "title": one.title, "held_on": one.held_on}
    kept = {row.wbp_id: row for row in class_queries.results_of_exam(scope, one)}
    for each in differing:
        _put_result(kept.get(each.wbp_id), each, key, {"recorded_by": scope.user_id, "recorded_at": at})
    db.session.flush()
    before = {each.wbp_id: _plain(grid[each.wbp_id].score, grid[each.wbp_id].passed) for each in differing}
    after = {each.wbp_id: _plain(each.score, each.passed) for each in differing}
    told = {"title": key["title"], "held_on": key["held_on"], "reason": reason, "before": before, "after": after}
    _note(scope, "outcomes.correct_exam", "cohort", cohort_id, at, key["facility_id"], **told)
    return len(differing)


def _put_result(row: ExamResult | None, given: Result, key: dict[str, Any], stamp: dict[str, Any]) -> None:
    if row is None:
        db.session.add(ExamResult(wbp_id=given.wbp_id, score=given.score, passed=given.passed, **key, **stamp))
    elif given.empty:
        db.session.delete(row)
    else:
        row.score, row.passed = given.score, given.passed
        row.recorded_by, row.recorded_at = stamp["recorded_by"], stamp["recorded_at"]


def _check_seen(differing: Sequence[Result], grid: Mapping[int, class_queries.GridRow]) -> None:
    stale = [each for each in differing if each.version != grid[each.wbp_id].version]
    if stale:
        theirs = {grid[each.wbp_id].name: _words(grid[each.wbp_id].score, grid[each.wbp_id].passed) for each in stale}
        raise StaleVersion(theirs=theirs, yours={grid[each.wbp_id].name: _words(each.score, each.passed) for each in stale})


def _plain(score: Decimal | None, passed: bool | None) -> dict[str, Any]:
    return {"score": score, "passed": passed}


def _words(score: Decimal | None, passed: bool | None) -> str:
    return f"{score if score is not None else '–'} · {result_label(passed)}"


def record_certificates(
    *, scope: Scope, cohort_id: int, details: CertificateDetails, numbers: Mapping[int, str], on: date, at: datetime
) -> int:
    """Give members of a class their certificates, `numbers` by person; returns how many were written.

    Raises NotFound, NobodyGiven, NotInClass, NumbersTaken, InTheFuture.
    """
    cohort = get_cohort(scope, cohort_id)
    if not numbers:
        raise NobodyGiven()
    _check_day(details.issued_on, on)
    _check_members(scope, cohort_id, set(numbers))
    _check_numbers(scope, details.issuer, list(numbers.values()))
    stamp = {"recorded_by": scope.user_id, "recorded_at": at, "facility_id": cohort.facility_id, "cohort_id": cohort_id}
    rows = [{"wbp_id": wbp_id, "number": number, **asdict(details), **stamp} for wbp_id, number in numbers.items()]
    try:
        with db.session.begin_nested():
            insert_rows(Certificate, rows)
    except IntegrityError as error:
        raise NumbersTaken(set(numbers.values())) from error
    told = {**asdict(details), "numbers": dict(numbers)}
    _note(scope, "outcomes.record_certificates", "cohort", cohort_id, at, cohort.facility_id, **told)
    return len(rows)


def correct_certificate(
    *,
    scope: Scope,
    certificate_id: int,
    version: int,
    details: CertificateDetails,
    number: str,
    reason: str,
    on: date,
    at: datetime,
) -> Certificate:
    """Correct what stands on a certificate. Raises NotFound, StaleVersion, ReasonMissing, NumbersTaken, InTheFuture."""
    row = queries.certificate(scope, certificate_id)
    wanted = {**asdict(details), "number": number}
    before = {name: getattr(row, name) for name in wanted}
    if row.version != version:
        raise StaleVersion(theirs=_told(before), yours=_told(wanted))
    if not reason:
        raise ReasonMissing()
    _check_day(details.issued_on, on)
    if (details.issuer, number) != (row.issuer, row.number):
        _check_numbers(scope, details.issuer, [number])
    for name, value in wanted.items():
        setattr(row, name, value)
    db.session.flush()
    told = {"reason": reason, "before": before, "after": wanted}
    _note(scope, "outcomes.correct_certificate", "certificate", row.id, at, row.facility_id, **told)
    return row


def remove_certificate(*, scope: Scope, certificate_id: int, version: int, reason: str, at: datetime) -> None:
    """Take away a certificate written down by mistake; the audit entry keeps it. Raises NotFound, StaleVersion, ReasonMissing."""
    row = queries.certificate(scope, certificate_id)
    check_version(row, version)
    if not reason:
        raise ReasonMissing()
    kept = {name: getattr(row, name) for name in ("wbp_id", "cohort_id", "kind", "title", "number", "issuer", "issued_on")}
    facility_id = row.facility_id
    db.session.delete(row)
    db.session.flush()
    told = {"reason": reason, "removed": kept}
    _note(scope, "outcomes.remove_certificate", "certificate", certificate_id, at, facility_id, **told)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {
        str(_l("Jenis")): certificate_kind_label(values["kind"]),
        str(_l("Nama sertifikat")): values["title"],
        str(_l("Nomor")): values["number"],
        str(_l("Penerbit")): values["issuer"],
        str(_l("Tanggal terbit")): short_date(values["issued_on"]),
    }


def _check_day(given: date, on: date) -> None:
    if given > on:
        raise InTheFuture()


def _check_members(scope: Scope, cohort_id: int, wbp_ids: set[int]) -> None:
    if not wbp_ids <= set(class_queries.people_of_class(scope, cohort_id)):
        raise NotInClass()


def _check_numbers(scope: Scope, issuer: str, numbers: list[str]) -> None:
    twice = {number for number in numbers if numbers.count(number) > 1}
    taken = queries.numbers_in_use(scope, issuer, numbers) | twice
    if taken:
        raise NumbersTaken(taken)


def _note(scope: Scope, action: str, subject: str, subject_id: int, at: datetime, facility_id: int, **details: Any) -> None:
    write_entry(
        scope=scope, action=action, subject=subject, subject_id=subject_id, at=at, facility_id=facility_id, details=details
    )
