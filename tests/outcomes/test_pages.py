"""The pages of outcomes as people use them: a class's exam in one form, certificates, corrections, the list and its export."""

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from rehab.access.permissions import Role
from rehab.audit.models import AuditDetail, AuditEntry
from rehab.enrolment.models import Enrolment
from rehab.extensions import db
from rehab.outcomes.models import Certificate, ExamResult
from rehab.plumbing.saving import saving
from rehab.wbp.models import Wbp
from tests import factories as make
from tests.pages import PageClient
from tests.query_counter import counted_queries

EXAM = {"title": "Ujian akhir", "held_on": "01-10-2026"}
PAPERS = {"kind": "ijazah", "title": "Ijazah Paket B", "issuer": "Dinas Pendidikan", "issued_on": "02-10-2026"}


@pytest.fixture
def ids(app: Flask) -> dict[str, Any]:
    with app.app_context(), saving():
        ours, theirs = make.facility("RUTAN-01"), make.facility("LAPAS-02")
        make.user("budi", Role.PEMBINAAN, ours.id)
        make.user("lain", Role.PEMBINAAN, theirs.id)
        make.user("kepala", Role.KEPALA, ours.id)
        cohort = make.cohort(make.programme(ours.id))
        people = [make.wbp(ours.id, name) for name in ("Agus", "Bambang", "Cahyo")]
        for person in people:
            make.enrolment(cohort, person)
        waiting = make.wbp(ours.id, "Dedi")
        make.enrolment(cohort, waiting, state="waiting")
        return {
            "ours": ours.id, "theirs": theirs.id, "class": cohort.id, "waiting": waiting.id,
            "people": [each.id for each in people],
        }  # fmt: skip


def _rows(client: PageClient, table: Any) -> list[Any]:
    with client.app.app_context():
        rows = db.session.query(table).order_by(table.id).all()
        db.session.remove()
        return rows


def _record_exam(client: PageClient, ids: dict[str, Any]) -> str:
    """Two results; returns the address of the exam."""
    first, second, _third = ids["people"]
    sent = EXAM | {f"score-{first}": "78,5", f"passed-{first}": "yes", f"passed-{second}": "no"}
    client.sign_in("budi").post(f"/outcomes/classes/{ids['class']}/exams/new", sent)
    return f"/outcomes/classes/{ids['class']}/exams/{_rows(client, ExamResult)[0].id}"


def _record_papers(client: PageClient, ids: dict[str, Any]) -> int:
    first, second, _third = ids["people"]
    sent = PAPERS | {f"number-{first}": "DN-1", f"number-{second}": "DN-2"}
    client.sign_in("budi").post(f"/outcomes/classes/{ids['class']}/certificates/new", sent)
    return _rows(client, Certificate)[0].id


def test_a_whole_class_is_marked_in_one_form_and_one_audit_entry(client: PageClient, ids: dict[str, Any]) -> None:
    client.sign_in("budi")
    form = client.get(f"/outcomes/classes/{ids['class']}/exams/new").text
    assert "Agus" in form and "Cahyo" in form and "Dedi" not in form
    address = _record_exam(client, ids)
    assert [(str(row.score), row.passed) for row in _rows(client, ExamResult)] == [("78.50", True), ("None", False)]
    page = client.get(f"/outcomes/classes/{ids['class']}").text
    assert "Ujian akhir" in page and "1 Oktober 2026" in page
    assert 'value="78,5"' in client.get(address).text
    assert [row.action for row in _rows(client, AuditEntry)].count("outcomes.record_exam") == 1


def test_the_same_exam_form_sent_twice_is_one_exam(client: PageClient, ids: dict[str, Any]) -> None:
    sent = EXAM | {f"passed-{ids['people'][0]}": "yes", "idempotency_key": "once"}
    for _time in range(2):
        client.sign_in("budi").post(f"/outcomes/classes/{ids['class']}/exams/new", sent)
    assert len(_rows(client, ExamResult)) == 1
    again = client.post(f"/outcomes/classes/{ids['class']}/exams/new", sent | {"idempotency_key": "other"}, status=422)
    assert "sudah tercatat di kelas ini" in again.text
    assert len(_rows(client, ExamResult)) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"title": ""}, "Isi nama ujian."),
        ({"held_on": "31-12-2099"}, "Tanggal ini belum tiba."),
        ({"score-{0}": "101"}, "Isi nilai 0 sampai 100"),
        ({"score-{0}": "nan"}, "Isi nilai 0 sampai 100"),
        ({"score-{0}": "78,555"}, "Isi nilai 0 sampai 100"),
        ({"score-{0}": "", "passed-{0}": ""}, "Belum ada isian."),
    ],
)
def test_a_wrong_exam_comes_back_with_the_reason_and_writes_nothing(
    client: PageClient, ids: dict[str, Any], change: dict[str, str], says: str
) -> None:
    first = ids["people"][0]
    sent = EXAM | {f"score-{first}": "70", f"passed-{first}": "yes"} | {key.format(first): value for key, value in change.items()}
    page = client.sign_in("budi").post(f"/outcomes/classes/{ids['class']}/exams/new", sent, status=422)
    assert says in page.text
    assert _rows(client, ExamResult) == []


def test_a_result_for_somebody_outside_the_class_is_not_taken(client: PageClient, ids: dict[str, Any]) -> None:
    sent = EXAM | {f"passed-{ids['people'][0]}": "yes", f"passed-{ids['waiting']}": "yes"}
    client.sign_in("budi").post(f"/outcomes/classes/{ids['class']}/exams/new", sent)
    assert [row.wbp_id for row in _rows(client, ExamResult)] == [ids["people"][0]]


def _corrected(ids: dict[str, Any], **changes: str) -> dict[str, str]:
    first, second, third = ids["people"]
    typed = {f"score-{first}": "78,5", f"passed-{first}": "yes", f"version-{first}": "1"}
    typed |= {
        f"score-{second}": "",
        f"passed-{second}": "no",
        f"version-{second}": "1",
        f"score-{third}": "",
        f"passed-{third}": "",
    }
    return typed | changes


def test_a_correction_asks_for_its_reason_and_keeps_what_stood_there(client: PageClient, ids: dict[str, Any]) -> None:
    address, (first, second, third) = _record_exam(client, ids), ids["people"]
    change = _corrected(ids, **{f"passed-{second}": "yes"})
    assert "Isi alasan perbaikan." in client.post(address, change, status=422).text
    client.post(address, change | {"reason": "Salah baca lembar nilai"})
    assert [row.passed for row in _rows(client, ExamResult)] == [True, True]
    told = client.get(f"/outcomes/classes/{ids['class']}").text
    assert "Bambang: <del>– · Tidak lulus</del> → <ins>– · Lulus</ins>" in told
    assert "Alasan: Salah baca lembar nilai" in told
    with client.app.app_context():
        entry = db.session.query(AuditEntry).filter_by(action="outcomes.correct_exam").one()
        details = db.session.get(AuditDetail, entry.id).payload
        db.session.remove()
    assert f'"before":{{"{second}":{{"passed":false' in details and "Salah baca lembar nilai" in details
    assert f'"{first}"' not in details.replace('"results"', "") and str(third) is not None


def test_a_latecomers_result_needs_no_reason_and_an_emptied_one_goes(client: PageClient, ids: dict[str, Any]) -> None:
    address, (first, second, third) = _record_exam(client, ids), ids["people"]
    client.post(address, _corrected(ids, **{f"passed-{third}": "yes"}))
    assert [row.wbp_id for row in _rows(client, ExamResult)] == [first, second, third]
    client.post(
        address, _corrected(ids, **{f"passed-{second}": "", f"version-{third}": "1", f"passed-{third}": "yes", "reason": "x"})
    )
    assert [row.wbp_id for row in _rows(client, ExamResult)] == [first, third]


def test_two_officers_do_not_overwrite_each_other(client: PageClient, ids: dict[str, Any]) -> None:
    address, (first, _second, _third) = _record_exam(client, ids), ids["people"]
    client.post(address, _corrected(ids, **{f"score-{first}": "80", "reason": "Periksa ulang"}))
    page = client.post(address, _corrected(ids, **{f"score-{first}": "60", "reason": "Saya juga"}), status=409).text
    assert "Agus" in page and "80" in page and "60" in page
    assert str(_rows(client, ExamResult)[0].score) == "80.00"


def test_certificates_are_given_to_members_with_one_save(client: PageClient, ids: dict[str, Any]) -> None:
    client.sign_in("budi").get(f"/outcomes/classes/{ids['class']}/certificates/new")
    _record_papers(client, ids)
    assert [(row.number, row.wbp_id) for row in _rows(client, Certificate)] == [
        ("DN-1", ids["people"][0]), ("DN-2", ids["people"][1]),
    ]  # fmt: skip
    page = client.get("/outcomes/").text
    assert "DN-1" in page and "Ijazah Paket B" in page and "02-10-2026" in page and "Kejar Paket B" in page


@pytest.mark.parametrize("numbers", [("DN-9", "DN-9"), ("DN-1", "DN-8")], ids=["twice in the form", "given before"])
def test_a_number_is_used_once_by_an_issuer_and_the_row_says_so(
    client: PageClient, ids: dict[str, Any], numbers: tuple[str, str]
) -> None:
    _record_papers(client, ids)
    second, third = ids["people"][1:]
    sent = PAPERS | {f"number-{second}": numbers[0], f"number-{third}": numbers[1]}
    page = client.post(f"/outcomes/classes/{ids['class']}/certificates/new", sent, status=422).text
    assert "Nomor ini sudah dipakai penerbit yang sama." in page
    assert f'id="number-{second}-error"' in page
    assert (f'id="number-{third}-error"' in page) == (numbers[0] == numbers[1])
    assert len(_rows(client, Certificate)) == 2
    client.post(f"/outcomes/classes/{ids['class']}/certificates/new", sent | {"issuer": "LKP Maju", f"number-{second}": ""})
    assert len(_rows(client, Certificate)) == 3


def test_a_certificate_is_corrected_with_a_reason_or_removed_and_kept_in_the_trail(
    client: PageClient, ids: dict[str, Any]
) -> None:
    paper = _record_papers(client, ids)
    address = f"/outcomes/certificates/{paper}"
    assert "atas nama Agus" in client.get(address).text
    sent = PAPERS | {"number": "DN-1A", "version": "1"}
    assert "Isi alasan perbaikan." in client.post(address, sent, status=422).text
    assert "sudah dipakai" in client.post(address, sent | {"number": "DN-2", "reason": "x"}, status=422).text
    client.post(address, sent | {"reason": "Salah ketik"})
    assert "Nomor: <del>DN-1</del> → <ins>DN-1A</ins>" in client.get(address).text
    stale = client.post(address, sent | {"number": "DN-1B", "reason": "x"}, status=409).text
    assert "DN-1A" in stale and "DN-1B" in stale
    assert "Isi alasan menghapus." in client.post(f"{address}/remove", {"removal-version": "2"}, status=422).text
    client.post(f"{address}/remove", {"removal-version": "1", "removal-reason": "Keliru"}, status=409)
    client.post(f"{address}/remove", {"removal-version": "2", "removal-reason": "Keliru"})
    assert [row.number for row in _rows(client, Certificate)] == ["DN-2"]
    with client.app.app_context():
        entry = db.session.query(AuditEntry).filter_by(action="outcomes.remove_certificate").one()
        assert "DN-1A" in db.session.get(AuditDetail, entry.id).payload
        db.session.remove()


def test_nothing_of_another_facility_answers(client: PageClient, ids: dict[str, Any]) -> None:
    paper, exam = _record_papers(client, ids), _record_exam(client, ids)
    client.sign_in("lain")
    base = f"/outcomes/classes/{ids['class']}"
    for path in (base, f"{base}/exams/new", f"{base}/certificates/new", exam, f"/outcomes/certificates/{paper}"):
        client.get(path, status=404)
    for path in (f"{base}/exams/new", f"{base}/certificates/new", exam, f"/outcomes/certificates/{paper}"):
        client.post(path, EXAM | PAPERS | {"reason": "x", "number": "1", "version": "1"}, status=404)
    client.post(f"/outcomes/certificates/{paper}/remove", {"removal-version": "1", "removal-reason": "x"}, status=404)
    assert "DN-1" not in client.get("/outcomes/").text
    assert "Kejar Paket B" not in client.get("/outcomes/classes").text
    assert len(_rows(client, Certificate)) == 2


def test_an_exam_under_another_classes_address_is_not_found(client: PageClient, ids: dict[str, Any]) -> None:
    exam = _record_exam(client, ids).rsplit("/", 1)[1]
    with client.app.app_context(), saving():
        other = make.cohort(make.programme(ids["ours"], "Menjahit", kind="vokasi")).id
    client.get(f"/outcomes/classes/{other}/exams/{exam}", status=404)


def test_a_head_reads_results_and_changes_none(client: PageClient, ids: dict[str, Any]) -> None:
    exam = _record_exam(client, ids)
    client.sign_in("kepala")
    page = client.get(exam).text
    assert "Agus" in page and "Lulus" in page and "<select" not in page.split("<main", 1)[1]
    client.post(exam, {}, status=403)


def test_the_list_is_narrowed_by_kind_programme_and_period(client: PageClient, ids: dict[str, Any]) -> None:
    _record_papers(client, ids)
    with client.app.app_context(), saving():
        other = make.cohort(make.programme(ids["ours"], "Menjahit", kind="vokasi"))
        keys = {"facility_id": ids["ours"], "cohort_id": other.id, "wbp_id": ids["people"][2], "recorded_at": make.NOW}
        values = {"kind": "sertifikat", "title": "Menjahit", "number": "LKP-7", "issuer": "LKP", "issued_on": date(2025, 3, 1)}
        make.add(Certificate(**keys, **values))
        programme = other.programme_id
    client.sign_in("budi")
    for query in ("kind=sertifikat", f"programme={programme}", "to=01-03-2025", "q=lkp-7", "q=cahyo"):
        page = client.get(f"/outcomes/?{query}").text
        assert "LKP-7" in page and "DN-1" not in page, query
    assert "LKP-7" not in client.get("/outcomes/?from=02-03-2025").text
    assert "Tidak ada sertifikat yang cocok." in client.get("/outcomes/?q=%25").text


def test_the_export_holds_the_rows_of_the_list_and_is_noted(client: PageClient, ids: dict[str, Any]) -> None:
    _record_papers(client, ids)
    with client.app.app_context(), saving():
        db.session.get(Wbp, ids["people"][0]).name = "=HYPERLINK(1)"
    answer = client.get("/outcomes/certificates.xlsx?kind=ijazah&q=dn-")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = next(row for row in texts if row[0] == "Nama")
    body = texts[texts.index(heads) + 1 :]
    assert {row[heads.index("Nomor")] for row in body} == {"DN-1", "DN-2"}
    assert {row[0] for row in body} == {"=HYPERLINK(1)", "Bambang"}
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert [row.action for row in _rows(client, AuditEntry)][-1] == "outcomes.export_certificates"


def test_somebody_who_moved_away_keeps_the_name_on_the_list_without_number_or_link(
    client: PageClient, ids: dict[str, Any]
) -> None:
    _record_papers(client, ids)
    with client.app.app_context(), saving():
        moved = db.session.get(Wbp, ids["people"][0])
        moved.facility_id, moved.register_no = ids["theirs"], "RAHASIA 1"
    page = client.get("/outcomes/").text
    assert "Agus" in page and "Sudah pindah" in page and "RAHASIA 1" not in page
    assert f"/people/{ids['people'][0]}" not in page


def test_pages_ask_the_same_number_of_questions_for_few_and_for_many(client: PageClient, ids: dict[str, Any]) -> None:
    exam = _record_exam(client, ids)
    paths = ("/outcomes/", "/outcomes/classes", f"/outcomes/classes/{ids['class']}", exam)

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with counted_queries() as seen:
                client.get(path)
            counts.append(len(seen))
        return counts

    def grow(start: int, stop: int) -> None:
        with client.app.app_context(), saving():
            day = {"created_at": make.NOW, "sex": "L", "status": "narapidana"}
            people = [Wbp(facility_id=ids["ours"], register_no=f"R{n}", name=f"Orang {n}", **day) for n in range(start, stop)]
            db.session.add_all(people)
            db.session.flush()
            key = {"facility_id": ids["ours"], "cohort_id": ids["class"]}
            stay = {"state": "active", "starts_on": date(2026, 1, 5), "created_at": make.NOW}
            paper = {"kind": "ijazah", "title": "x", "issuer": "y", "issued_on": date(2026, 1, 1), "recorded_at": make.NOW}
            result = {"title": "Ujian akhir", "held_on": date(2026, 10, 1), "passed": True, "recorded_at": make.NOW}
            db.session.add_all(Enrolment(wbp_id=each.id, **key, **stay) for each in people)
            db.session.add_all(Certificate(wbp_id=each.id, number=f"N{each.id}", **key, **paper) for each in people)
            db.session.add_all(ExamResult(wbp_id=each.id, **key, **result) for each in people)

    grow(0, 50)
    few = asked()
    grow(50, 5000)
    assert asked() == few
    # Four of them are the line of the trail.
    assert max(few) <= 16


def test_saving_a_class_of_400_takes_few_statements(client: PageClient, ids: dict[str, Any]) -> None:
    with client.app.app_context(), saving():
        cohort = db.session.get(make.Cohort, ids["class"])
        people = [make.wbp(ids["ours"], f"Orang {n}", sentence=None, since=None) for n in range(400)]
        for each in people:
            make.enrolment(cohort, each)
        sent = EXAM | {f"passed-{each.id}": "yes" for each in people}
    client.sign_in("budi")
    with counted_queries() as seen:
        client.post(f"/outcomes/classes/{ids['class']}/exams/new", sent)
    assert len(_rows(client, ExamResult)) == 400
    assert len(seen) <= 24
