"""The pages of rounds, as people use them."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from flask import Flask

from rehab.access.permissions import Role
from rehab.access.scope import command_line_scope
from rehab.audit.models import AuditEntry
from rehab.conduct.models import DisciplineEntry
from rehab.extensions import db
from rehab.facilities.queries import get_facility
from rehab.plumbing.saving import saving
from rehab.plumbing.spreadsheets import read_bytes
from rehab.remisi import actions, exports, queries
from rehab.remisi.models import Round
from rehab.remisi.shapes import Filters
from rehab.wbp.models import Wbp
from tests import factories
from tests.pages import PageClient
from tests.query_counter import counted_queries
from tests.remisi.people import AT, ON, prison, spotless


def _seed(app: Flask, more: int = 0) -> tuple[int, dict[str, int]]:
    with app.app_context():
        with saving():
            place, _ = prison()
            spotless(place, "Ani Lengkap")
            spotless(place, "Budi Berkas", paper_state="present")
            spotless(place, "Cici Muda", since=ON - timedelta(150))
            strict = spotless(place, "Dodi Disiplin")
            entry = {"facility_id": place, "wbp_id": strict.id, "recorded_at": factories.NOW}
            factories.add(DisciplineEntry(level="berat", starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 13), **entry))
            for number in range(more):
                spotless(place, f"Orang {number:03}")
        with saving():
            values = {"kind": "RU", "on": ON, "holiday": None, "late_on": None, "at": AT}
            round_id = actions.open_round(scope=command_line_scope(place), facility_id=place, **values).id
        return round_id, {person.name: person.id for person in db.session.query(Wbp)}


def test_an_officer_opens_a_round_and_lands_on_its_list(app: Flask, client: PageClient) -> None:
    with app.app_context(), saving():
        place, _ = prison()
        spotless(place, "Ani Lengkap")
    client.sign_in("rina")
    client.get("/remisi/rounds/new?kind=RU&on=2026-08-17")
    answer = client.post("/remisi/rounds", {"kind": "RU", "on": "17-08-2026", "holiday": "", "late_on": ""})
    page = client.follow(answer).get_data(as_text=True)
    assert "Ani Lengkap" in page
    assert "Remisi umum, 17 Agustus 2026" in page
    again = client.post("/remisi/rounds", {"kind": "RU", "on": "17-08-2026", "holiday": "", "late_on": ""}, status=422)
    assert "Putaran ini sudah ada" in again.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"on": ""}, "Isi tanggal."),
        ({"on": "30-02-2026"}, "Isi tanggal sebagai"),
        ({"kind": "XX"}, "Pilih salah satu"),
        ({"on": "16-08-2026"}, "tidak jatuh pada tanggal itu"),
        ({"kind": "RK", "on": "20-03-2026", "holiday": "idul_fitri"}, "belum ditetapkan"),
        ({"kind": "RK", "on": "20-03-2026"}, "tidak dapat dihitung"),
        ({"kind": "RD"}, "tidak berlaku pada tanggal itu"),
        ({"late_on": "16-08-2026"}, "tidak dapat dihitung"),
    ],
)
def test_a_round_that_cannot_stand_is_refused_in_words(app: Flask, client: PageClient, typed, says) -> None:
    with app.app_context(), saving():
        prison()
    client.sign_in("rina")
    form = {"kind": "RU", "on": "17-08-2026", "holiday": "", "late_on": ""} | typed
    assert says in client.post("/remisi/rounds", form, status=422).get_data(as_text=True)


def test_the_three_tabs_add_up_to_the_population(app: Flask, client: PageClient) -> None:
    round_id, _ = _seed(app)
    client.sign_in("rina")
    found = {}
    for outcome in ("eligible", "incomplete", "not_eligible"):
        page = client.get(f"/remisi/rounds/{round_id}?tab={outcome}").get_data(as_text=True)
        found[outcome] = [name for name in ("Ani", "Budi", "Cici", "Dodi") if name in page]
        assert "Persiapan usulan" in page
        assert "diberikan" not in page
    assert found == {"eligible": ["Ani"], "incomplete": ["Budi"], "not_eligible": ["Cici", "Dodi"]}


def test_filters_live_in_the_address_and_show_as_chips(app: Flask, client: PageClient) -> None:
    round_id, _ = _seed(app)
    client.sign_in("rina")
    page = client.get(f"/remisi/rounds/{round_id}?tab=not_eligible&failed=good_conduct&block=A").get_data(as_text=True)
    assert "Dodi" in page
    assert "Cici" not in page
    assert page.count('class="tag"') == 2
    almost = client.get(f"/remisi/rounds/{round_id}?tab=not_eligible&almost=1").get_data(as_text=True)
    assert "Cici" in almost
    assert "Dodi" not in almost
    client.get(f"/remisi/rounds/{round_id}?tab=%27&days=x&sort=%3B&page=999&failed=%25&q=%3Cb%3E")


def test_why_tells_what_lacks_and_when_it_is_reached(app: Flask, client: PageClient) -> None:
    round_id, people = _seed(app)
    client.sign_in("rina")
    young = client.get(f"/remisi/rounds/{round_id}/people/{people['Cici Muda']}").get_data(as_text=True)
    # inside since 20 March 2026: 150 of 180 days, so 30 are lacking, reached on 16 September 2026
    assert "kurang 30 hari" in young
    assert "Terpenuhi dengan sendirinya mulai 16 September 2026" in young
    assert "Keppres 174/1999" in young
    assert "Yang kurang hanya waktu" in young
    strict = client.get(f"/remisi/rounds/{round_id}/people/{people['Dodi Disiplin']}").get_data(as_text=True)
    assert "Register F, hukuman berat, mulai 1 Juni 2026" in strict
    assert "keyakinan C" in strict


def test_why_names_each_missing_paper_and_who_owes_it(app: Flask, client: PageClient) -> None:
    round_id, people = _seed(app)
    client.sign_in("rina")
    page = client.get(f"/remisi/rounds/{round_id}/people/{people['Budi Berkas']}").get_data(as_text=True)
    assert "belum lengkap: 7 hal belum diketahui" in page
    assert "(dari Wali pemasyarakatan)" in page
    assert "Belum lengkap" in page


def test_why_of_somebody_eligible_speaks_of_a_candidate_and_a_proposal(app: Flask, client: PageClient) -> None:
    round_id, people = _seed(app)
    client.sign_in("rina")
    page = client.get(f"/remisi/rounds/{round_id}/people/{people['Ani Lengkap']}").get_data(as_text=True)
    assert "memenuhi syarat sebagai calon Remisi umum dengan usulan 2 bulan" in page
    assert "diberikan" not in page


def test_who_serves_days_for_a_fine_after_the_sentence_reads_why_the_release_comes_later(app: Flask, client: PageClient) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            fined = spotless(place, "Edi Denda", subsidiary_days=60, serving_subsidiary=False).id
            free = spotless(place, "Fitri Lunas").id
        with saving():
            values = {"kind": "RU", "on": ON, "holiday": None, "late_on": None, "at": AT}
            round_id = actions.open_round(scope=command_line_scope(place), facility_id=place, **values).id
    client.sign_in("rina")
    page = client.get(f"/remisi/rounds/{round_id}/people/{fined}").text
    # three years from 1 March 2025 end on 1 March 2028; two months less is 1 January 2028, and sixty days more 1 March 2028
    assert "1 Januari 2028" in page
    assert "Bebas bila usulan diterima, setelah 60 hari kurungan pengganti (subsider)" in page
    page = client.get(f"/remisi/rounds/{round_id}/people/{free}").text
    assert "Bebas bila usulan diterima" in page
    assert "kurungan pengganti (subsider)" not in page


def test_an_empty_tab_without_a_filter_offers_none_to_take_off(app: Flask, client: PageClient) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            spotless(place, "Ani Lengkap")
        with saving():
            values = {"kind": "RU", "on": ON, "holiday": None, "late_on": None, "at": AT}
            round_id = actions.open_round(scope=command_line_scope(place), facility_id=place, **values).id
    client.sign_in("rina")
    page = client.get(f"/remisi/rounds/{round_id}?tab=incomplete").text
    assert "Tidak ada orang pada tab ini." in page
    assert "Lepas semua saringan" not in page
    assert "Lepas semua saringan" in client.get(f"/remisi/rounds/{round_id}?tab=eligible&q=Zz").text


def test_computing_again_shows_the_difference(app: Flask, client: PageClient) -> None:
    round_id, people = _seed(app)
    client.sign_in("rina")
    with app.app_context(), saving():
        db.session.get(Wbp, people["Ani Lengkap"]).escaped = True
    page = client.follow(client.post(f"/remisi/rounds/{round_id}/compute", {"version": "1"})).get_data(as_text=True)
    assert "Ani Lengkap" in page
    assert "melarikan diri" in page
    client.post(f"/remisi/rounds/{round_id}/compute", {"version": "1"}, status=409)


def test_a_tab_is_exported_as_a_workbook_with_its_filters_in_words(app: Flask, client: PageClient) -> None:
    round_id, _ = _seed(app)
    client.sign_in("rina")
    answer = client.get(f"/remisi/rounds/{round_id}/list/not_eligible.xlsx?failed=good_conduct")
    (sheet,) = read_bytes(answer.data, "x.xlsx")
    texts = [str(cell) for row in sheet.rows for cell in row]
    assert any("Persiapan usulan" in text for text in texts)
    assert "Tidak terpenuhi: Hukuman disiplin" in texts
    assert "Dodi Disiplin" in texts
    assert "Cici Muda" not in texts
    client.get(f"/remisi/rounds/{round_id}/list/everything.xlsx", status=404)


def test_a_name_that_looks_like_a_formula_stays_a_text(app: Flask, client: PageClient) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            spotless(place, "Biasa", register_no="=1+1")
        with saving():
            values = {"kind": "RU", "on": ON, "holiday": None, "late_on": None, "at": AT}
            round_id = actions.open_round(scope=command_line_scope(place), facility_id=place, **values).id
    client.sign_in("rina")
    content = client.get(f"/remisi/rounds/{round_id}/list/eligible.xlsx").data
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet


def test_the_whole_list_is_a_paper_with_everyone_on_it(app: Flask, client: PageClient) -> None:
    round_id, _ = _seed(app)
    client.sign_in("rina")
    answer = client.get(f"/remisi/rounds/{round_id}/list.pdf")
    assert answer.data.startswith(b"%PDF")
    assert answer.mimetype == "application/pdf"


def test_the_paper_names_everyone_once_and_says_that_it_is_a_preparation(app: Flask) -> None:
    round_id, _ = _seed(app)
    with app.test_request_context():
        round_ = db.session.get(Round, round_id)
        scope = command_line_scope(round_.facility_id)
        rows = queries.all_verdicts(scope, round_, Filters(outcome=""))
        paper = exports.paper_data(round_, get_facility(scope, round_.facility_id), rows, demo=False)
    names = [[row[1] for row in section["rows"]] for section in paper["sections"]]
    assert names == [["Ani Lengkap"], ["Budi Berkas"], ["Cici Muda", "Dodi Disiplin"]]
    assert "bukan jalur resmi" in paper["statement"]
    assert paper["kop"]["lines"] == ["KEMENTERIAN CONTOH"]


def test_lists_and_reasons_leave_a_trace_of_who_read_them(app: Flask, client: PageClient) -> None:
    round_id, people = _seed(app)
    client.sign_in("rina")
    client.get(f"/remisi/rounds/{round_id}")
    client.get(f"/remisi/rounds/{round_id}/people/{people['Ani Lengkap']}")
    client.get(f"/remisi/rounds/{round_id}/list/eligible.xlsx")
    with app.app_context():
        actions_seen = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions_seen[-3:] == ["remisi.read_list", "remisi.read_why", "remisi.export_list"]


def test_another_prisons_officer_finds_nothing(app: Flask, client: PageClient) -> None:
    round_id, people = _seed(app)
    with app.app_context(), saving():
        prison("LAPAS-02")
    client.sign_in("rina-lapas-02")
    ani = people["Ani Lengkap"]
    for path in ("", "/differences", f"/people/{ani}", "/list/eligible.xlsx", "/list.pdf"):
        client.get(f"/remisi/rounds/{round_id}{path}", status=404)
    client.post(f"/remisi/rounds/{round_id}/compute", {"version": "1"}, status=404)
    assert "Remisi umum, 17" not in client.get("/remisi").get_data(as_text=True)


def test_who_may_read_but_not_run_is_offered_no_button(app: Flask, client: PageClient) -> None:
    round_id, _ = _seed(app)
    with app.app_context(), saving():
        place = db.session.query(factories.Facility).one().id
        factories.user("wati", Role.WALI, place)
        factories.user("kanwil", Role.KANWIL)
    client.sign_in("wati")
    page = client.get(f"/remisi/rounds/{round_id}").get_data(as_text=True)
    assert "Hitung ulang" not in page
    assert "Buka putaran" not in client.get("/remisi").get_data(as_text=True)
    client.post(f"/remisi/rounds/{round_id}/compute", {"version": "1"}, status=403)


def test_the_list_asks_as_many_queries_for_many_as_for_few(app: Flask, client: PageClient) -> None:
    def sent(round_id: int) -> int:
        client.get(f"/remisi/rounds/{round_id}")
        with counted_queries() as seen:
            client.get(f"/remisi/rounds/{round_id}")
        return len(seen)

    few_id, _ = _seed(app)
    client.sign_in("rina")
    few = sent(few_id)
    with app.app_context():
        with saving():
            place = db.session.query(factories.Facility).one().id
            for number in range(60):
                spotless(place, f"Orang {number:03}")
        with saving():
            actions.compute_again(scope=command_line_scope(place), round_id=few_id, version=1, at=AT)
    assert sent(few_id) == few
    page = client.get(f"/remisi/rounds/{few_id}").get_data(as_text=True)
    assert "Halaman 1 dari 3" in page
