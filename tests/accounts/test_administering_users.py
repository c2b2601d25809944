"""Other people's accounts: made, moved, reset, closed; and who may do that to whom."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.access.permissions import Permission, Role
from rehab.accounts.labels import PERMISSION_LABELS, ROLE_LABELS, device_label
from rehab.accounts.models import User, UserSession
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests import factories
from tests.pages import PageClient
from tests.query_counter import counted_queries


def _seed(app: Flask) -> dict[str, int]:
    """Two facilities, each with an admin and an officer, and the admin of the installation."""
    with app.app_context(), saving():
        here, there = factories.facility("RUTAN-01"), factories.facility("LAPAS-02", name="Lapas Lain")
        rows = [
            factories.user("pusat", Role.ADMIN),
            factories.user("admin", Role.ADMIN, here.id),
            factories.user("sari", Role.PEMBINAAN, here.id),
            factories.user("tono", Role.WALI, there.id),
        ]
        return {"here": here.id, "there": there.id, **{row.username: row.id for row in rows}}


def _user(app: Flask, user_id: int) -> User:
    with app.app_context():
        row = db.session.get(User, user_id)
        assert row is not None
        return row


def test_a_new_user_gets_a_password_that_shows_once_and_works_once(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    form = {"name": "Dewi Lestari", "username": "dewi", "role": "wali", "facility_id": str(ids["here"])}
    made = client.sign_in("admin").post("/users/new", form)
    page = client.follow(made).get_data(as_text=True)
    shown = re.search(r'class="secret">([a-z0-9-]{19})<', page)
    assert shown
    assert shown[1] not in client.follow(made).get_data(as_text=True)
    fresh = PageClient(app)
    assert fresh.post("/login", {"username": "dewi", "password": shown[1]}).headers["Location"] == "/"
    assert fresh.get("/account", status=302).headers["Location"] == "/account/password"


def test_the_one_time_password_stands_nowhere_in_the_session_cookie(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    client.sign_in("admin").post(f"/users/{ids['sari']}/password")
    with client.http.session_transaction() as session:
        kept = dict(session)
    shown = re.search(r'class="secret">([a-z0-9-]{19})<', client.get(f"/users/{ids['sari']}").get_data(as_text=True))
    assert shown
    assert shown[1] not in str(kept)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"username": "sari"}, "sudah dipakai"),
        ({"username": "X Y"}, "huruf kecil"),
        ({"name": ""}, "Isi nama lengkap."),
        ({"name": "=1+1"}, "tidak boleh diawali"),
        ({"role": "guru"}, "Pilih salah satu"),
        ({"role": ""}, "Isi peran."),
        ({"facility_id": ""}, "Pilih salah satu"),
    ],
)
def test_a_new_user_with_a_fault_is_refused_with_its_reason(
    app: Flask, client: PageClient, change: dict[str, str], says: str
) -> None:
    ids = _seed(app)
    form = {"name": "Dewi", "username": "dewi", "role": "wali", "facility_id": str(ids["here"])} | change
    answer = client.sign_in("admin").post("/users/new", form, status=422)
    assert says in answer.get_data(as_text=True)


def test_no_role_is_given_unless_it_is_chosen(app: Flask, client: PageClient) -> None:
    _seed(app)
    page = client.sign_in("admin").get("/users/new").get_data(as_text=True)
    chosen = re.search(r'<select[^>]*name="role"[^>]*>\s*<option[^>]*value="([^"]*)"', page)
    assert chosen and chosen[1] == ""


@pytest.mark.parametrize(
    ("agent", "says"),
    [
        (
            "Mozilla/5.0 (Linux; Android 10; K) Chrome/120.0 Mobile Safari/537.36",
            "Chrome di Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge di Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604",
            "Safari di iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox di Linux"),
        ("curl/8.0", "curl/8.0"),
        ("", "Tidak diketahui"),
    ],
)
def test_a_device_is_named_as_people_name_it(app: Flask, agent: str, says: str) -> None:
    with app.test_request_context():
        assert str(device_label(agent)) == says


def test_an_admin_of_one_facility_cannot_make_users_of_another(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    form = {"name": "Dewi", "username": "dewi", "role": "wali", "facility_id": str(ids["there"])}
    client.sign_in("admin").post("/users/new", form, status=422)


def test_an_officer_needs_a_facility_even_from_the_admin_of_all(app: Flask, client: PageClient) -> None:
    _seed(app)
    form = {"name": "Dewi", "username": "dewi", "role": "wali", "facility_id": ""}
    answer = client.sign_in("pusat").post("/users/new", form, status=422)
    assert "memerlukan UPT" in answer.get_data(as_text=True)


def test_foreign_users_look_absent(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    client.sign_in("admin")
    page = client.get("/users").get_data(as_text=True)
    assert "Sari" in page
    assert "Tono" not in page
    for path in (f"/users/{ids['tono']}", f"/access/users/{ids['tono']}", "/users/99999"):
        client.get(path, status=404)
    for deed in ("password", "disable", "enable", "second-factor", "sessions"):
        client.post(f"/users/{ids['tono']}/{deed}", status=404)


def test_moving_a_user_ends_their_sessions(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    theirs = PageClient(app).sign_in("sari")
    theirs.get("/account")
    form = {"version": "1", "name": "Sari", "role": "wali", "facility_id": str(ids["there"])}
    client.sign_in("pusat").post(f"/users/{ids['sari']}", form)
    theirs.get("/account", status=302)
    moved = _user(app, ids["sari"])
    assert (moved.role, moved.facility_id) == ("wali", ids["there"])


def test_a_change_made_on_an_old_version_is_refused(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    form = {"version": "1", "name": "Sari Baru", "role": "wali", "facility_id": str(ids["here"])}
    client.sign_in("admin").post(f"/users/{ids['sari']}", form)
    client.post(f"/users/{ids['sari']}", form | {"name": "Sari Lama"}, status=409)
    assert _user(app, ids["sari"]).name == "Sari Baru"


def test_a_closed_account_goes_out_at_once_and_can_be_opened_again(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    theirs = PageClient(app).sign_in("sari")
    client.sign_in("admin").post(f"/users/{ids['sari']}/disable")
    theirs.get("/account", status=302)
    client.post(f"/users/{ids['sari']}/enable")
    assert _user(app, ids["sari"]).active


def test_a_lost_phone_is_forgotten_and_its_sessions_end(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    with app.app_context(), saving():
        factories.user("kepala", Role.KEPALA, ids["here"])
    lost = PageClient(app).sign_in("kepala")
    with app.app_context():
        kepala_id = db.session.scalar(select(User.id).where(User.username == "kepala"))
    client.sign_in("admin").post(f"/users/{kepala_id}/second-factor")
    lost.get("/account", status=302)
    assert not _user(app, kepala_id or 0).has_second_factor


def test_nobody_changes_their_own_role_or_state(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    client.sign_in("admin")
    form = {"version": "1", "name": "Admin", "role": "kepala", "facility_id": str(ids["here"])}
    client.post(f"/users/{ids['admin']}", form, status=422)
    for deed in ("password", "disable", "second-factor"):
        client.post(f"/users/{ids['admin']}/{deed}", status=422)
    assert _user(app, ids["admin"]).role == "admin"


def test_a_partners_account_stays_a_partners(app: Flask, client: PageClient) -> None:
    _seed(app)
    with app.app_context(), saving():
        guru_id = factories.user("guru", Role.GURU).id
    client.sign_in("admin")
    client.post(f"/users/{guru_id}", {"version": "1", "name": "Guru", "role": "admin", "facility_id": ""}, status=422)
    client.post(f"/users/{guru_id}", {"version": "1", "name": "Guru Baru", "role": "dinas", "facility_id": ""})
    assert _user(app, guru_id).role == "dinas"


def test_the_list_is_searched_and_filtered_by_the_address(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("pusat")
    assert "Tono" not in client.get("/users?q=sar").get_data(as_text=True)
    assert "Sari" not in client.get("/users?role=wali").get_data(as_text=True).split("<tbody>")[1]
    assert "Tidak ada pengguna yang cocok" in client.get("/users?state=disabled").get_data(as_text=True)
    client.get("/users?page=999&sort=-last_login")


def test_the_list_asks_as_often_for_sixty_users_as_for_five(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    client.sign_in("admin").get("/users")
    with app.app_context(), counted_queries() as few:
        client.get("/users")
    with app.app_context(), saving():
        for number in range(60):
            factories.user(f"petugas{number}", Role.WALI, ids["here"], password="x")
    with app.app_context(), counted_queries() as many:
        client.get("/users")
    assert len(many) == len(few)


def test_only_an_admin_administers_and_an_auditor_may_look_at_permissions(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    client.sign_in("sari").get("/users", status=403)
    client.get("/access", status=403)
    with app.app_context(), saving():
        factories.user("itjen", Role.AUDITOR, ids["here"])
    client.sign_in("itjen").get("/access")
    client.get(f"/access/users/{ids['sari']}")
    client.get("/users", status=403)


def test_the_matrix_shows_every_permission_and_every_role_in_words(app: Flask, client: PageClient) -> None:
    _seed(app)
    page = client.sign_in("admin").get("/access").get_data(as_text=True)
    assert set(PERMISSION_LABELS) == {permission.value for permission in Permission}
    for label in (*PERMISSION_LABELS.values(), *ROLE_LABELS.values()):
        assert str(label) in page


def test_the_explanation_names_the_roles_that_have_what_one_lacks(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    page = client.sign_in("admin").get(f"/access/users/{ids['sari']}").get_data(as_text=True)
    assert "Peran Petugas pembinaan memilikinya." in page
    assert "Hanya: Admin." in page
    assert "Rutan RUTAN-01" in page


def test_sessions_of_others_can_be_ended(app: Flask, client: PageClient) -> None:
    ids = _seed(app)
    theirs = PageClient(app).sign_in("sari")
    client.sign_in("admin").post(f"/users/{ids['sari']}/sessions")
    theirs.get("/account", status=302)
    with app.app_context():
        ended = db.session.scalars(select(UserSession.ended_why).where(UserSession.user_id == ids["sari"])).all()
    assert ended == ["ended"]


def test_a_lone_admin_with_a_lost_phone_is_helped_at_the_server(app: Flask, client: PageClient) -> None:
    with app.app_context(), saving():
        factories.user("admin", Role.ADMIN, factories.facility().id, tf_totp_secret="x", mf_recovery_codes=["x"])
    client.sign_in("admin").get("/users")
    run = app.test_cli_runner()
    done = run.invoke(args=["user", "reset-factor", "Admin"])
    assert (done.exit_code, done.output.count("\n")) == (0, 1), done.output
    client.get("/users", status=302)
    with app.app_context():
        user = db.session.query(User).filter_by(username="admin").one()
        assert (user.tf_totp_secret, user.tf_primary_method, user.mf_recovery_codes) == (None, None, None)
        line = db.session.query(AuditEntry).one()
        assert (line.action, line.subject_id, line.actor_id) == ("accounts.forget_second_factor", user.id, None)
    assert client.sign_in("admin").get("/users", status=302).headers["Location"] == "/account/second-factor"
    wrong = run.invoke(args=["user", "reset-factor", "siapa"])
    assert (wrong.exit_code, "tidak ada" in wrong.output) == (2, True)
