"""The pages of partners as people use them: agencies, their accounts, agreements, action plans."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from rehab.access.permissions import Role
from rehab.access.scope import command_line_scope
from rehab.accounts.models import User
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.partners import queries
from rehab.partners.models import Agency, Agreement, PlanItem
from rehab.plumbing.saving import saving
from tests import factories as make
from tests.pages import PageClient
from tests.query_counter import counted_queries

AGREEMENT = {"number": "PKS/9/2026", "title": "Kejar Paket B", "starts_on": "01-07-2026", "last_on": "30-06-2028"}


@pytest.fixture
def ids(app: Flask) -> dict[str, int]:
    with app.app_context(), saving():
        ours, theirs = make.facility("RUTAN-01"), make.facility("LAPAS-02")
        make.user("budi", Role.PEMBINAAN, ours.id)
        make.user("admin", Role.ADMIN, None)
        make.user("kepala", Role.KEPALA, ours.id)
        make.user("lain", Role.PEMBINAAN, theirs.id)
        agency = make.agency("DISDIK", name="Dinas Pendidikan", regency="Kab. Contoh")
        row = make.agreement(ours.id, agency.id, number="PKS/1/2026")
        item = make.add(
            PlanItem(facility_id=ours.id, agreement_id=row.id, title="Buka kelas", unit="kelas", target=3, state="planned")
        )
        return {"ours": ours.id, "theirs": theirs.id, "agency": agency.id, "agreement": row.id, "item": item.id}


def _count(app: Flask, table: Any) -> int:
    with app.app_context():
        found = db.session.query(table).count()
        db.session.remove()
        return found


def test_an_officer_writes_down_a_partner_and_its_agreement_and_brings_it_into_force(
    client: PageClient, ids: dict[str, int]
) -> None:
    client.sign_in("budi")
    client.get("/partners/agencies/new")
    sent = client.post("/partners/agencies/new", {"name": "Dinas Kesehatan", "code": "dinkes", "regency": "Kab. Contoh"})
    page = client.follow(sent)
    assert "Dinas Kesehatan" in page.text and "DINKES" in page.text
    form = f"{sent.headers['Location']}/agreements/new"
    assert "UPT" not in re.findall(r"<label[^>]*>([^<]*)", client.get(form).text)
    page = client.follow(client.post(form, AGREEMENT))
    assert "PKS/9/2026" in page.text and "Rancangan" in page.text and "30 Juni 2028" in page.text
    with client.app.app_context():
        row = db.session.query(Agreement).filter_by(number="PKS/9/2026").one()
        assert (row.ends_on, row.facility_id, row.state) == (date(2028, 7, 1), ids["ours"], "draft")
        address, version = f"/partners/agreements/{row.id}", row.version
        db.session.remove()
    page = client.follow(client.post(f"{address}/state", {"state": "active", "version": version}))
    assert "Berlaku" in page.text and "Rancangan → " not in page.text
    assert "Budi" in page.text or "Pengguna" in page.text


def test_a_step_that_does_not_follow_is_refused_and_changes_nothing(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("budi").post(f"/partners/agreements/{ids['agreement']}/state", {"state": "draft", "version": 1}, status=409)
    with client.app.app_context():
        assert db.session.get(Agreement, ids["agreement"]).state == "active"
        db.session.remove()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"number": ""}, "Isi nomor perjanjian."),
        ({"number": "PKS/1/2026"}, "Nomor ini sudah dipakai perjanjian lain"),
        ({"starts_on": "31-02-2026"}, "Isi tanggal sebagai 17-08-2026."),
        ({"last_on": "30-06-2026"}, "Hari terakhir tidak boleh sebelum hari pertama."),
        ({"title": "x" * 301}, "Paling banyak 300 huruf."),
    ],
)
def test_a_wrong_agreement_comes_back_with_the_reason_and_what_was_typed(
    client: PageClient, ids: dict[str, int], change: dict[str, str], says: str
) -> None:
    sent = client.sign_in("budi").post(f"/partners/agencies/{ids['agency']}/agreements/new", AGREEMENT | change, status=422)
    assert says in sent.text
    assert change.get("title", "Kejar Paket B") in sent.text
    assert _count(client.app, Agreement) == 1


def test_two_facilities_may_use_the_same_number(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("lain").post(f"/partners/agencies/{ids['agency']}/agreements/new", AGREEMENT | {"number": "PKS/1/2026"})
    assert _count(client.app, Agreement) == 2


def test_an_admin_of_all_facilities_is_asked_for_which_one(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("admin")
    address = f"/partners/agencies/{ids['agency']}/agreements/new"
    assert "Rutan LAPAS-02" in client.get(address).text
    client.post(address, AGREEMENT, status=422)
    client.post(address, AGREEMENT | {"facility_id": ids["theirs"]})
    with client.app.app_context():
        assert db.session.query(Agreement).filter_by(number="PKS/9/2026").one().facility_id == ids["theirs"]
        db.session.remove()


def test_an_officer_cannot_smuggle_an_agreement_into_another_facility(client: PageClient, ids: dict[str, int]) -> None:
    address = f"/partners/agencies/{ids['agency']}/agreements/new"
    client.sign_in("budi").post(address, AGREEMENT | {"facility_id": ids["theirs"]})
    with client.app.app_context():
        assert db.session.query(Agreement).filter_by(number="PKS/9/2026").one().facility_id == ids["ours"]
        db.session.remove()


def test_an_agreement_of_another_facility_is_not_found_on_any_address(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("lain")
    base = f"/partners/agreements/{ids['agreement']}"
    for path in ("", "/edit", "/plan/new", f"/plan/{ids['item']}"):
        client.get(base + path, status=404)
    for path in ("/edit", "/state", "/plan/new", f"/plan/{ids['item']}"):
        client.post(base + path, AGREEMENT | {"version": "1", "state": "ended", "target": "1"}, status=404)
    assert "PKS/1/2026" not in client.get("/partners/agreements").text
    assert "PKS/1/2026" not in client.get(f"/partners/agencies/{ids['agency']}").text
    with client.app.app_context():
        assert db.session.get(Agreement, ids["agreement"]).version == 1
        db.session.remove()


def test_a_plan_line_under_another_agreements_address_is_not_found(client: PageClient, ids: dict[str, int]) -> None:
    with client.app.app_context(), saving():
        other = make.agreement(ids["ours"], ids["agency"]).id
    client.sign_in("budi").get(f"/partners/agreements/{other}/plan/{ids['item']}", status=404)


def test_a_plan_grows_moves_and_is_told_in_the_history(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("budi")
    base = f"/partners/agreements/{ids['agreement']}"
    line = {
        "title": "Cetak modul",
        "target": "120",
        "unit": "buku",
        "budget": "Rp 12.500.000,50",
        "spent": "1500000",
        "due_on": "",
    }
    client.post(f"{base}/plan/new", line)
    page = client.get(base).text
    assert "Cetak modul" in page and "12.500.000,5" in page and "1.500.000" in page
    form = client.get(f"{base}/plan/{ids['item']}").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', form)
    assert version and 'value="done"' not in form
    sent = {"title": "Buka kelas", "target": "3", "achieved": "1", "state": "running", "version": version[1]}
    page = client.follow(client.post(f"{base}/plan/{ids['item']}", sent)).text
    assert "<del>Direncanakan</del> → <ins>Berjalan</ins>" in page
    assert "<del>0</del> → <ins>1</ins>" in page


@pytest.mark.parametrize("amount", ["12,5,0", "-5", "1.25.00", "satu juta", "9" * 14])
def test_an_amount_that_is_none_is_refused(client: PageClient, ids: dict[str, int], amount: str) -> None:
    sent = {"title": "A", "target": "1", "budget": amount}
    page = client.sign_in("budi").post(f"/partners/agreements/{ids['agreement']}/plan/new", sent, status=422)
    assert "Isi jumlah rupiah sebagai 12.500.000." in page.text


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("agreements/{agreement}/edit", AGREEMENT | {"title": "Judul saya"}),
        ("agreements/{agreement}/plan/{item}", {"title": "Judul saya", "target": "1", "state": "done"}),
        ("agencies/{agency}/edit", {"name": "Judul saya"}),
    ],
)
def test_a_change_on_an_older_version_shows_both_and_changes_nothing(
    client: PageClient, ids: dict[str, int], path: str, sent: dict[str, str]
) -> None:
    page = client.sign_in("budi").post(f"/partners/{path.format(**ids)}", sent | {"version": "7"}, status=409)
    assert "Judul saya" in page.text
    with client.app.app_context():
        titles = [db.session.get(Agreement, ids["agreement"]).title, db.session.get(PlanItem, ids["item"]).title]
        assert "Judul saya" not in [*titles, db.session.get(Agency, ids["agency"]).name]
        db.session.remove()


def test_the_same_form_sent_twice_adds_one_agreement(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("budi")
    address = f"/partners/agencies/{ids['agency']}/agreements/new"
    first = client.post(address, AGREEMENT | {"idempotency_key": "once"})
    again = client.post(address, AGREEMENT | {"idempotency_key": "once"})
    assert first.headers["Location"] == again.headers["Location"]
    assert _count(client.app, Agreement) == 2


def test_a_code_is_used_once(client: PageClient, ids: dict[str, int]) -> None:
    page = client.sign_in("budi").post("/partners/agencies/new", {"name": "Lain", "code": "disdik"}, status=422)
    assert "Kode ini sudah dipakai mitra lain." in page.text
    assert _count(client.app, Agency) == 1


def test_an_admin_gives_a_teacher_an_account_and_the_password_is_shown_once(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("admin")
    sent = client.post(
        f"/partners/agencies/{ids['agency']}/members/new", {"name": "Rina Contoh", "username": "rina", "role": "guru"}
    )
    shown = re.search(r'class="secret">([a-z0-9-]{19})<', client.follow(sent).text)
    assert shown
    assert shown[1] not in client.get(f"/partners/agencies/{ids['agency']}").text
    with client.app.app_context():
        member = db.session.query(User).filter_by(username="rina").one()
        member_id, before = member.id, member.password
        assert member.must_change_password and member.facility_id is None
        db.session.remove()
    base = f"/partners/agencies/{ids['agency']}/members/{member_id}"
    assert 'class="secret"' in client.follow(client.post(f"{base}/password")).text
    assert "Ditutup" in client.follow(client.post(f"{base}/disable")).text
    with client.app.app_context():
        member = db.session.get(User, member_id)
        assert not member.active and member.password != before
        db.session.remove()
    assert "Buka akun" in client.get(f"/partners/agencies/{ids['agency']}").text
    client.post(f"{base}/enable")
    with client.app.app_context():
        kept = " ".join(row.body for row in db.session.query(AuditEntry))
        assert shown[1] not in kept
        assert db.session.get(User, member_id).active
        db.session.remove()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": "Rina", "username": "BUDI", "role": "guru"}, "Nama pengguna ini sudah dipakai."),
        ({"name": "Rina", "username": "a b", "role": "guru"}, "Nama pengguna memakai 3 sampai 60"),
        ({"name": "=1+1", "username": "rina", "role": "guru"}, "Nama tidak boleh diawali"),
        ({"name": "Rina", "username": "rina", "role": "admin"}, "Pilih salah satu dari daftar."),
    ],
)
def test_a_wrong_account_is_refused_at_its_field(
    client: PageClient, ids: dict[str, int], sent: dict[str, str], says: str
) -> None:
    page = client.sign_in("admin").post(f"/partners/agencies/{ids['agency']}/members/new", sent, status=422)
    assert says in page.text
    assert _count(client.app, User) == 4


def test_only_an_admin_makes_accounts_and_only_of_the_agency_in_the_address(client: PageClient, ids: dict[str, int]) -> None:
    with client.app.app_context(), saving():
        other = make.agency("DINKES")
        teacher = make.user("guru", Role.GURU)
        make.member(teacher, other)
        teacher_id, before = teacher.id, teacher.password
    client.sign_in("budi")
    client.get(f"/partners/agencies/{ids['agency']}/members/new", status=403)
    assert "Tambah akun" not in client.get(f"/partners/agencies/{ids['agency']}").text
    client.sign_in("admin")
    for verb in ("password", "disable", "enable"):
        client.post(f"/partners/agencies/{ids['agency']}/members/{teacher_id}/{verb}", status=404)
    with client.app.app_context():
        assert db.session.get(User, teacher_id).password == before
        db.session.remove()


def test_a_head_reads_everything_and_changes_nothing(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("kepala")
    page = client.get(f"/partners/agreements/{ids['agreement']}").text
    assert "Buka kelas" in page and "Tambah kegiatan" not in page
    client.post(f"/partners/agreements/{ids['agreement']}/edit", AGREEMENT, status=403)


def test_the_list_finds_filters_and_names_what_ends_soon(client: PageClient, ids: dict[str, int]) -> None:
    with client.app.app_context(), saving():
        make.agreement(ids["ours"], ids["agency"], number="LAMA/1", starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1))
        make.agreement(
            ids["ours"], ids["agency"], number="LAMA/2", starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1), state="ended"
        )
    client.sign_in("budi")
    page = client.get("/partners/agreements?soon=1").text
    assert "LAMA/1" in page and "LAMA/2" not in page and "PKS/1/2026" not in page and "Lewat masa berlaku" in page
    assert "LAMA/2" in client.get("/partners/agreements?state=ended").text
    assert "PKS/1/2026" not in client.get("/partners/agreements?q=lama").text
    assert "Tidak ada perjanjian yang cocok." in client.get("/partners/agreements?q=%25").text
    client.get("/partners/agreements?agency=99999999999&page=x&state=zz")
    client.get("/partners/agreements?state=%00", status=400)


def test_list_pages_ask_the_same_number_of_questions_for_few_and_for_many(client: PageClient, ids: dict[str, int]) -> None:
    client.sign_in("budi")
    paths = ("/partners/", "/partners/agreements", f"/partners/agencies/{ids['agency']}")

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with counted_queries() as seen:
                client.get(path)
            counts.append(len(seen))
        return counts

    with client.app.app_context(), saving():
        for number in range(50):
            make.agreement(ids["ours"], make.agency(f"A{number}").id)
    few = asked()
    with client.app.app_context(), saving():
        day = {"starts_on": date(2026, 1, 1), "ends_on": None, "state": "active", "created_at": make.NOW, "title": "x"}
        rows = [Agreement(facility_id=ids["ours"], agency_id=ids["agency"], number=f"N{n}", **day) for n in range(5000)]
        db.session.add_all([*rows, *(Agency(code=f"B{n}", name=f"B {n}", created_at=make.NOW) for n in range(5000))])
    assert asked() == few
    assert max(few) <= 12


def test_a_partner_does_not_come_through_the_staff_door(client: PageClient, ids: dict[str, int]) -> None:
    with client.app.app_context(), saving():
        make.member(make.user("dinas", Role.DINAS), make.add(Agency(code="X", name="X", created_at=make.NOW)))
    client.sign_in("dinas").get("/partners/", status=404)
    with client.app.app_context():
        assert queries.count_ending_soon(command_line_scope(ids["theirs"]), on=date(2030, 1, 1)) == 0
