"""One facility with as many people as asked for, and everything else in proportion: what list pages are measured over.

Number 1 of every table is the row whose page is opened: the first person has many records, the first class many members
and sessions, the first agency many agreements. `parts` is how many fifties of people there are.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from rehab.access.permissions import PARTNER_ROLES, WIDE_ROLES, Role
from rehab.access.scope import command_line_scope
from rehab.accounts.models import User, UserSession
from rehab.attendance.models import Mark, MarkProposal, Recap, SentMark
from rehab.audit.actions import write_entry
from rehab.conduct.models import DisciplineEntry, RiskAssessment, SppnMonth
from rehab.enrolment.actions import EnrolResult
from rehab.enrolment.models import Batch, Enrolment, Pause
from rehab.facilities.actions import seed_holidays
from rehab.intake.actions import NamedFile, preview_import
from rehab.intake.models import ImportRun
from rehab.letters.models import GrantImport, GrantLine, LetterNumber, PaperRecall, ReleasedPaper, SheetFile, SheetPart, Signatory
from rehab.letters.sealing import sealed_sheets
from rehab.objections.models import Objection
from rehab.outcomes.models import Certificate, ExamResult
from rehab.partners.models import Agency, AgencyMember, Agreement, PlanItem
from rehab.plumbing import clock
from rehab.plumbing.bulk import insert_rows
from rehab.plumbing.jobs import Job
from rehab.programs.models import Cohort, Instructor, Programme, ScheduleSlot, Session
from rehab.remisi.actions import open_round
from rehab.remisi.models import GapTask, Round
from rehab.wbp.models import (
    PAPER_CODES,
    Absence,
    Detention,
    Paper,
    Placement,
    RemissionReceived,
    Sentence,
    Service,
    Wbp,
)
from tests import factories
from tests.house.crowded_paths import fill_paths
from tests.intake.books import person as roster_row
from tests.intake.books import sheet

ZONE = "WITA"
SMALL_CLASS = 10
HERE = {"facility_id": 1}
MARKS = (("hadir", True, False), ("sakit", False, True), ("tanpa_keterangan", False, False))


@dataclass(frozen=True)
class Crowd:
    """How many people, when."""

    people: int
    on: date
    at: datetime

    @property
    def parts(self) -> range:
        return range(self.people // 50)

    @property
    def everybody(self) -> range:
        return range(1, self.people + 1)

    @property
    def first_class(self) -> range:
        """Ten of fifty, two hundred of five thousand."""
        return range(1, self.people // 25 + 9)

    def back(self, days: int) -> date:
        return self.on - timedelta(days)


def fill(people: int) -> None:
    """Fill an empty database; call inside `with saving():`."""
    crowd = Crowd(people, clock.today(ZONE), clock.now())
    for each in (_accounts, _partners, _people, _records_of_the_first, _classes, _members, _sessions, _outcomes, _choices):
        each(crowd)
    _imports(crowd)
    _rounds(crowd)
    fill_paths(crowd.everybody, crowd.parts, on=crowd.on, at=crowd.at)
    _letters(crowd)
    for _ in range(2 * len(crowd.parts)):
        deed = {"action": "wbp.correct_identity", "subject": "wbp", "subject_id": 1, "facility_id": 1}
        write_entry(scope=command_line_scope(1), at=crowd.at, details={"before": {}, "after": {}, "reason": "ejaan"}, **deed)


def _accounts(crowd: Crowd) -> None:
    factories.facility(zone=ZONE)
    seed_holidays(scope=command_line_scope(), years=range(crowd.on.year, crowd.on.year + 2), at=crowd.at)
    for role in Role:
        factories.user(role.value, role, None if role in PARTNER_ROLES | WIDE_ROLES else 1)
    same = {"role": "wali", "facility_id": 1, "password": "x", "created_at": crowd.at}
    insert_rows(
        User, [same | {"username": f"wali.{each}", "name": f"Wali {each}", "fs_uniquifier": f"w{each}"} for each in crowd.parts]
    )
    insert_rows(UserSession, [{"token_hash": f"t{each}", "user_id": 1, "created_at": crowd.at} for each in crowd.parts])


def _partners(crowd: Crowd) -> None:
    insert_rows(Agency, [{"code": f"D{each}", "name": f"Dinas {each}", "created_at": crowd.at} for each in crowd.parts])
    roles = list(Role)
    insert_rows(AgencyMember, [{"user_id": roles.index(role) + 1, "agency_id": 1} for role in (Role.GURU, Role.DINAS)])
    paper = {"agency_id": 1, "title": "PKS", "starts_on": crowd.back(400), "ends_on": crowd.back(-60), "state": "active"}
    insert_rows(Agreement, [HERE | paper | {"number": f"PKS/{each}", "created_at": crowd.at} for each in crowd.parts])
    item = {"agreement_id": 1, "target": 10, "state": "running", "due_on": crowd.back(5)}
    insert_rows(PlanItem, [HERE | item | {"title": f"Kegiatan {each}"} for each in crowd.parts])


def _people(crowd: Crowd) -> None:
    at, ids = crowd.at, crowd.everybody
    draw = Random(crowd.people)
    wali = list(Role).index(Role.WALI) + 1
    known = {
        "sex": "L",
        "birth_on": date(1990, 1, 1),
        "religion": "islam",
        "status": "narapidana",
        "offence": "umum",
        "created_at": at,
    }
    named = [(each, f"{draw.choice('ABCDE')} Contoh {each}", wali if each % 10 == 0 else None) for each in ids]
    insert_rows(Wbp, [HERE | known | {"register_no": f"B.I {a}", "name": b, "wali_id": c} for a, b, c in named])
    stay = {"starts_on": crowd.back(500), "cell": "7"}
    insert_rows(Placement, [HERE | stay | {"wbp_id": a, "register_no": f"B.I {a}", "block": "ABCD"[a % 4]} for a in ids])
    term = {"kind": "penjara", "years": 3, "months": 0, "days": 0, "final_on": crowd.back(400)}
    insert_rows(Sentence, [HERE | term | {"wbp_id": each} for each in ids])
    insert_rows(Detention, [HERE | {"wbp_id": each, "starts_on": crowd.back(500)} for each in ids])
    insert_rows(Paper, [HERE | {"wbp_id": each, "code": "putusan", "state": "present"} for each in ids])
    months = [crowd.back(30 * back).replace(day=1) for back in (1, 3)]
    score = {"score": 80, "recorded_at": at}
    insert_rows(SppnMonth, [HERE | score | {"wbp_id": each, "month_on": month} for each in ids for month in months])
    risk = {"assessed_on": crowd.back(220), "level": "rendah", "recorded_at": at}
    insert_rows(RiskAssessment, [HERE | risk | {"wbp_id": each} for each in ids])


def _records_of_the_first(crowd: Crowd) -> None:
    first, at = HERE | {"wbp_id": 1}, crowd.at
    days = [crowd.back(30 * each + 700) for each in crowd.parts]
    insert_rows(Paper, [first | {"code": code, "state": "present"} for code in PAPER_CODES if code != "putusan"])
    insert_rows(Detention, [first | {"starts_on": each, "ends_on": each + timedelta(9)} for each in days])
    insert_rows(RemissionReceived, [first | {"kind": "RU", "granted_on": each, "days": 30} for each in days])
    insert_rows(Service, [first | {"ground": "donor_darah", "rendered_on": each} for each in days])
    insert_rows(RiskAssessment, [first | {"assessed_on": each, "level": "sedang", "recorded_at": at} for each in days])
    entry = {"level": "ringan", "recorded_at": at}
    insert_rows(DisciplineEntry, [first | entry | {"starts_on": each, "ends_on": each} for each in days])
    insert_rows(SppnMonth, [first | {"month_on": each.replace(day=1), "score": 70, "recorded_at": at} for each in days[::2]])
    recap = {"month_on": crowd.back(800).replace(day=1), "scheduled": 8, "attended": 8}
    insert_rows(Recap, [first | recap | {"programme": f"Kerohanian {each}"} for each in crowd.parts])
    away = {"kind": "sidang", "starts_at": at - timedelta(hours=1)}
    insert_rows(Absence, [HERE | away | {"wbp_id": each} for each in crowd.first_class])
    insert_rows(
        Absence, [first | {"kind": "kunjungan", "starts_at": at, "ends_at": at + timedelta(hours=1)} for _ in crowd.parts]
    )


def _classes(crowd: Crowd) -> None:
    """Half of the classes belong to the first programme; each has a timetable and a teacher."""
    guru = list(Role).index(Role.GURU) + 1
    teacher = {"agency_id": 1, "name": "Ibu Guru"}
    insert_rows(Instructor, [HERE | teacher | {"user_id": None if each else guru} for each in crowd.parts])
    offer = {"kind": "paket_b", "agency_id": 1, "created_at": crowd.at}
    insert_rows(Programme, [HERE | offer | {"name": f"Paket {each}"} for each in crowd.parts])
    run = {"instructor_id": 1, "capacity": 10_000, "starts_on": crowd.back(300), "ends_on": crowd.back(-100), "state": "running"}
    insert_rows(Cohort, [
        HERE | run | {"programme_id": programme, "name": f"Kelas {each}", "created_at": crowd.at}
        for each in crowd.parts for programme in {1, each + 1}
    ])  # fmt: skip
    hours = {"cohort_id": 1, "starts_time": time_of(8), "ends_time": time_of(9)}
    insert_rows(ScheduleSlot, [HERE | hours | {"weekday": each} for each in range(7)])


def time_of(hour: int) -> Any:
    return clock.instant(date(2026, 1, 1), hour, 0, ZONE).astimezone(clock.ZONES[ZONE]).time()


def _cohorts(crowd: Crowd) -> range:
    return range(1, 2 * len(crowd.parts))


def _members(crowd: Crowd) -> None:
    """Many in the first class, ten in every other; the first person in all of them."""
    state = {"state": "active", "starts_on": crowd.back(290), "created_at": crowd.at - timedelta(290)}
    insert_rows(Enrolment, [HERE | state | {"cohort_id": 1, "wbp_id": each} for each in crowd.first_class])
    insert_rows(Pause, [
        HERE | {"enrolment_id": 1, "starts_on": crowd.back(200 - each), "ends_on": crowd.back(200 - each)} for each in crowd.parts
    ])  # fmt: skip
    others = [(cohort, each) for cohort in _cohorts(crowd)[1:] for each in range(1, SMALL_CLASS + 1)]
    insert_rows(Enrolment, [HERE | state | {"cohort_id": cohort, "wbp_id": each} for cohort, each in others])
    waiting = {"state": "waiting", "starts_on": crowd.on, "created_at": crowd.at, "cohort_id": 1}
    insert_rows(Enrolment, [HERE | waiting | {"wbp_id": crowd.people - each} for each in crowd.parts])


def _sessions(crowd: Crowd) -> None:
    """The first class met often; every class meets today, and has an old session nobody recorded."""
    days = [(1, crowd.back(each + 1), "held") for each in crowd.parts]
    days += [(cohort, day, "planned") for cohort in _cohorts(crowd) for day in (crowd.on, crowd.back(150), crowd.back(-3))]
    insert_rows(Session, [
        HERE | {
            "cohort_id": cohort, "instructor_id": 1, "held_on": day, "state": state, "starts_time": time_of(0),
            "ends_time": time_of(1), "starts_at": clock.instant(day, 0, 0, ZONE), "ends_at": clock.instant(day, 1, 0, ZONE),
        }
        for cohort, day, state in days
    ])  # fmt: skip
    plain = HERE | {"source": "officer", "marked_at": crowd.at, "marked_by": 1}
    marks = [(1, each) for each in crowd.first_class] + [(each + 2, 1) for each in crowd.parts[1:]]
    insert_rows(Mark, [
        plain | {
            "session_id": session, "wbp_id": each, "held_on": days[session - 1][1], "is_current": each > 5,
            **dict(zip(("status", "present", "excused"), MARKS[each % 3], strict=True)), "replaces_id": None, "correction": "",
        }
        for session, each in marks if session <= len(crowd.parts)
    ])  # fmt: skip
    again = {
        "session_id": 1,
        "held_on": days[0][1],
        "status": "hadir",
        "present": True,
        "excused": False,
        "correction": "salah baca",
    }
    insert_rows(Mark, [plain | again | {"wbp_id": each, "replaces_id": each} for each in range(1, 6)])
    tap = HERE | {"user_id": 1, "device": "d", "status": "izin", "body_hash": "", "state": "waiting", "cause": "late"}
    tap |= {"made_at": crowd.at, "sent_at": crowd.at, "arrived_at": crowd.at, "decided_why": ""}
    insert_rows(SentMark, [
        tap | {"session_id": session, "wbp_id": each, "key": f"{session}-{each}"}
        for session, each in marks if session <= len(crowd.parts)
    ])  # fmt: skip
    asked = HERE | {"status": "izin", "why": "salah baca", "proposed_by": 1, "proposed_at": crowd.at, "state": "proposed"}
    places = [(session, each) for session, each in marks if session <= len(crowd.parts)]
    insert_rows(MarkProposal, [asked | {"session_id": session, "wbp_id": each} for session, each in places])


def _outcomes(crowd: Crowd) -> None:
    done = {"cohort_id": 1, "recorded_at": crowd.at, "recorded_by": 1}
    exams = [(each, "Ujian", crowd.back(20)) for each in crowd.first_class]
    exams += [(1, f"Ujian {each}", crowd.back(20 + each)) for each in crowd.parts]
    insert_rows(
        ExamResult, [HERE | done | {"wbp_id": a, "title": b, "held_on": c, "score": 70, "passed": True} for a, b, c in exams]
    )
    paper = {"kind": "sertifikat", "title": "Paket B", "issuer": "Dinas", "issued_on": crowd.back(9)}
    holders = [*crowd.first_class, *(1 for _ in crowd.parts)]
    insert_rows(Certificate, [HERE | done | paper | {"wbp_id": each, "number": f"S/{n}"} for n, each in enumerate(holders)])


def _choices(crowd: Crowd) -> None:
    """What one officer chose for the first class: one answer given, one still open."""
    chosen = list(crowd.everybody)[-min(400, len(crowd.first_class)) :]
    answers = [asdict(EnrolResult(each, enrolled=each % 2 == 0, state="active", code="full")) for each in chosen]
    batch = HERE | {"cohort_id": 1, "made_by": list(Role).index(Role.PEMBINAAN) + 1, "wbp_ids": chosen, "created_at": crowd.at}
    insert_rows(Batch, [batch | {"starts_on": crowd.on, "results": answers, "done_at": crowd.at}])
    insert_rows(Batch, [batch])


def _imports(crowd: Crowd) -> None:
    rows = [roster_row(f"Z.{each}", "" if each % 3 == 0 else f"Baru {each}") for each in crowd.first_class]
    file = NamedFile("daftar.xlsx", "0" * 64, [sheet("WBP", *rows)])
    preview_import(scope=command_line_scope(1), facility_id=1, file=file, at=crowd.at)
    old = HERE | {"file_name": "lama.xlsx", "sha256": "0" * 64, "state": "dropped", "created_at": crowd.at, "created_by": 1}
    insert_rows(ImportRun, [old for _ in crowd.parts])


def _letters(crowd: Crowd) -> None:
    """Numbers, signatories and released papers of years, and a file of grants about the first class."""
    by = {"reserved_by": 1, "reserved_at": crowd.at}
    insert_rows(LetterNumber, [HERE | by | {"year": 2026, "counter": each + 1, "number": f"W.{each}"} for each in crowd.parts])
    insert_rows(
        Signatory, [HERE | {"office": "Kepala", "name": f"Pejabat {each}", "starts_on": crowd.on} for each in crowd.parts]
    )
    paper = {"round_id": 1, "kind": "lists", "lang": "id", "data_hash": "x", "file_hash": "x", "data": b"", "file": b""}
    paper |= {"released_by": 1, "released_at": crowd.at}
    insert_rows(ReleasedPaper, [
        HERE | paper | {"sequence": each + 1, "number": f"1/{each}", "code": f"kode-{each}"} for each in crowd.parts
    ])  # fmt: skip
    asked = {"paper_id": 1, "reason": "wrong_content", "filed_by": list(Role).index(Role.REGISTRASI) + 1, "filed_at": crowd.at}
    insert_rows(PaperRecall, [HERE | asked])
    job = {"kind": "letters.sheets", "state": "done", "queued_at": crowd.at, "attempts": 1}
    insert_rows(Job, [job, job])
    sheets = HERE | {"round_id": 1, "people": len(crowd.parts), "computed_at": crowd.at, "asked_at": crowd.at}
    insert_rows(SheetFile, [sheets | {"job_id": 1, "kind": "sheets"}, sheets | {"job_id": 2, "kind": "development"}])
    # Part 1 is one of sheets, part 2 one of reports: of each there are as many as of blocks.
    part = HERE | {"share": 1, "people": 1, "content": sealed_sheets(b"%PDF")}
    insert_rows(SheetPart, [
        part | {"file_id": file, "number": each + 1, "block": f"B{each}"} for each in crowd.parts for file in (1, 2)
    ])  # fmt: skip
    file = {"round_id": 1, "file_name": "sdp.xlsx", "imported_by": 1, "imported_at": crowd.at}
    file |= {"counts": {"refused": 0, "lines": len(crowd.first_class), "held_longer": len(crowd.first_class)}}
    insert_rows(GrantImport, [HERE | file | {"sha256": f"{each}"} for each in crowd.parts])
    line = {"import_id": 1, "difference": "not_granted", "impact": "held_longer"}
    insert_rows(GrantLine, [HERE | line | {"wbp_id": each, "register_no": f"B.{each}"} for each in crowd.first_class])


def _rounds(crowd: Crowd) -> None:
    day = date(crowd.on.year - (crowd.on <= date(crowd.on.year, 8, 17)), 8, 17)
    here = {"scope": command_line_scope(1), "facility_id": 1, "at": crowd.at}
    kept = open_round(kind="RU", on=day, holiday=None, late_on=None, **here)
    brief = {"outcome": "eligible", "days": 30, "release_class": None}
    kept.differences = [
        {"wbp_id": each, "name": f"Orang {each}", "before": brief, "after": brief, "cause": ["rules"]}
        for each in crowd.first_class
    ]
    task = HERE | {"round_id": kept.id, "topic": "putusan", "assignee_id": 1, "due_on": crowd.on, "assigned_at": crowd.at}
    insert_rows(GapTask, [task | {"wbp_id": each} for each in crowd.first_class])
    said = HERE | {
        "year": crowd.on.year,
        "wbp_id": 1,
        "about": "round",
        "round_id": kept.id,
        "raised_by": "wbp",
        "text": "Mengapa?",
    }
    said |= {"raised_name": "Contoh", "received_on": crowd.back(20), "due_on": crowd.back(6), "recorded_at": crowd.at}
    said |= {"recorded_by": 1, "answerer_id": list(Role).index(Role.KEPALA) + 1}
    insert_rows(Objection, [said | {"number": each + 1} for each in crowd.first_class])
    old = HERE | {"kind": "RU", "rules_version": "x", "data_hash": "x", "computed_at": crowd.at}
    insert_rows(Round, [old | {"held_on": day - timedelta(400 + each)} for each in crowd.parts])
