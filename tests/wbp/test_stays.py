"""Leaving, moving, coming back, and being away for a while."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.wbp import actions
from rehab.wbp.models import Absence, Detention, Paper, Placement, Wbp
from rehab.wbp.queries import absences_between
from tests import factories
from tests.pages import PageClient
from tests.wbp.people import Place, audited, count_rows, small_house, stored


def stay_of(app: Flask, wbp_id: int) -> Placement:
    with app.app_context():
        row = db.session.query(Placement).filter_by(wbp_id=wbp_id).order_by(Placement.id.desc()).first()
        db.session.expunge(row)
        return row


def detention_end(app: Flask, wbp_id: int) -> date | None:
    with app.app_context():
        return db.session.query(Detention).filter_by(wbp_id=wbp_id).order_by(Detention.id).first().ends_on


def leave(app: Flask, client: PageClient, place: Place, status: int = 303, **values: Any) -> Any:
    form = {"seen_stay": str(stay_of(app, place.person_id).id), "reason": "bebas", "on": "01-06-2025", "note": "SK 1"} | values
    return client.post(f"/wbp/{place.person_id}/depart", form, status=status)


@pytest.mark.parametrize(
    ("reason", "action", "escaped"),
    [
        ("bebas", "wbp.release", False),
        ("meninggal", "wbp.record_death", False),
        ("melarikan_diri", "wbp.record_escape", True),
    ],
)
def test_leaving_ends_stay_and_detention(app: Flask, client: PageClient, reason: str, action: str, escaped: bool) -> None:
    place = small_house(app)
    leave(app, client.sign_in("reg"), place, reason=reason)
    stay = stay_of(app, place.person_id)
    assert (stay.ends_on, stay.end_reason) == (date(2025, 6, 1), reason)
    assert detention_end(app, place.person_id) == date(2025, 6, 1)
    assert stored(app, Wbp, place.person_id).escaped is escaped
    assert audited(app, action) == 1


def test_leaving_twice_by_a_double_click_is_one_departure(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    client.sign_in("reg")
    seen = str(stay_of(app, place.person_id).id)
    first = leave(app, client, place, seen_stay=seen, idempotency_key="k")
    second = leave(app, client, place, seen_stay=seen, idempotency_key="k")
    assert (first.status_code, second.status_code) == (303, 303)
    assert audited(app, "wbp.release") == 1
    leave(app, client, place, seen_stay=seen, status=422)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"on": "01-01-2099"}, "Tanggal ini tidak mungkin"),
        ({"on": "31-12-2024"}, "Tanggal ini tidak mungkin"),
        ({"on": ""}, "Isi tanggal."),
        ({"reason": ""}, "Pilih apa yang terjadi."),
        ({"reason": "cuti"}, "Pilih salah satu dari daftar."),
        ({"reason": "pindah", "to_facility": ""}, "Pilih UPT tujuan."),
    ],
)
def test_an_impossible_departure_is_refused(app: Flask, client: PageClient, values: dict[str, str], says: str) -> None:
    place = small_house(app)
    page = leave(app, client.sign_in("reg"), place, status=422, **values).get_data(as_text=True)
    assert says in page and "SK 1" in page
    assert stay_of(app, place.person_id).ends_on is None


def move(app: Flask, client: PageClient, place: Place, status: int = 303, **values: Any) -> Any:
    return leave(app, client, place, status, **{"reason": "pindah", "to_facility": str(place.other_facility_id)} | values)


def test_a_transfer_takes_the_whole_history_along(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        factories.papers(db.session.get(Wbp, place.person_id), ("putusan",))
    move(app, client.sign_in("reg"), place)
    person, stay = stored(app, Wbp, place.person_id), stay_of(app, place.person_id)
    assert (person.facility_id, person.register_no, person.wali_id) == (place.other_facility_id, "B.I 1/2025", None)
    assert (stay.facility_id, stay.starts_on, stay.ends_on) == (place.other_facility_id, date(2025, 6, 1), None)
    assert detention_end(app, place.person_id) is None, "detention goes on elsewhere"
    client.get(f"/wbp/{place.person_id}/papers", status=404)
    page = client.sign_in("reg2").get(f"/wbp/{place.person_id}/papers").get_data(as_text=True)
    assert "Terverifikasi" in page
    assert (audited(app, "wbp.transfer"), audited(app, "wbp.receive")) == (1, 1)
    assert count_rows(app, Paper) == 1


def test_a_used_number_in_the_other_facility_asks_for_a_new_one(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        factories.wbp(place.other_facility_id, "Orang Sana", register_no="B.I 1/2025")
    page = move(app, client.sign_in("reg"), place, status=422).get_data(as_text=True)
    assert "sudah dipakai di UPT tujuan" in page
    assert "Orang Sana" not in page
    assert stored(app, Wbp, place.person_id).facility_id == place.facility_id
    move(app, client, place, register_no="B.I 40/2025")
    assert stored(app, Wbp, place.person_id).register_no == "B.I 40/2025"
    assert stay_of(app, place.person_id).register_no == "B.I 40/2025"


def test_a_transfer_outside_the_installation_ends_the_stay_and_keeps_the_history(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    move(app, client.sign_in("reg"), place, to_facility="0")
    assert stored(app, Wbp, place.person_id).facility_id == place.facility_id
    assert stay_of(app, place.person_id).end_reason == "pindah"
    assert detention_end(app, place.person_id) == date(2025, 6, 1)


def test_later_rooms_hear_of_a_departure_before_it_happens(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    heard: list[tuple[int, int, date, str]] = []

    def hook(*, scope: Any, wbp_id: int, facility_id: int, on: date, reason: str, at: datetime) -> None:
        heard.append((wbp_id, facility_id, on, reason))
        assert db.session.get(Wbp, wbp_id).facility_id == place.facility_id

    actions.on_departure.append(hook)
    try:
        move(app, client.sign_in("reg"), place)
    finally:
        actions.on_departure.remove(hook)
    assert heard == [(place.person_id, place.facility_id, date(2025, 6, 1), "pindah")]


def test_a_departure_that_a_later_room_refuses_leaves_nothing(app: Flask, client: PageClient) -> None:
    place = small_house(app)

    def hook(**_about: Any) -> None:
        raise actions.WrongDay

    actions.on_departure.append(hook)
    try:
        move(app, client.sign_in("reg"), place, status=422)
    finally:
        actions.on_departure.remove(hook)
    assert stay_of(app, place.person_id).ends_on is None
    assert audited(app, "wbp.transfer") == 0


def test_a_stay_of_less_than_a_day_leaves_no_detention(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    leave(app, client.sign_in("reg"), place, on="01-01-2025")
    assert count_rows(app, Detention, wbp_id=place.person_id) == 0


def test_an_open_absence_ends_with_the_stay(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        start = datetime(2025, 5, 1, tzinfo=UTC)
        db.session.add(Absence(facility_id=place.facility_id, wbp_id=place.person_id, kind="isolasi", starts_at=start))
    leave(app, client.sign_in("reg"), place)
    with app.app_context():
        assert db.session.query(Absence).one().ends_at is not None


def come_back(client: PageClient, place: Place, status: int = 303, **values: Any) -> Any:
    form = {"on": "01-09-2025", "block": "C", "cell": "2", "opens_detention": "y"} | values
    return client.post(f"/wbp/{place.person_id}/readmit", form, status=status)


def test_a_recaptured_person_gets_a_new_stay_and_detention_and_stays_marked(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    leave(app, client.sign_in("reg"), place, reason="melarikan_diri")
    client.get(f"/wbp/{place.person_id}/readmit")
    come_back(client, place, register_no="B.I 90/2025")
    person, stay = stored(app, Wbp, place.person_id), stay_of(app, place.person_id)
    assert (person.register_no, person.escaped) == ("B.I 90/2025", True)
    assert (stay.block, stay.starts_on, stay.ends_on) == ("C", date(2025, 9, 1), None)
    assert count_rows(app, Detention, wbp_id=place.person_id) == 2
    assert audited(app, "wbp.readmit") == 1


def test_coming_back_is_refused_where_it_cannot_be(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    come_back(client.sign_in("reg"), place, status=422)
    leave(app, client, place, reason="bebas")
    come_back(client, place, status=422, on="01-05-2025")
    come_back(client, place, status=422, on="01-01-2099")
    with app.app_context(), saving():
        factories.wbp(place.facility_id, "Pemakai Nomor", register_no="B.I 500/2025")
    assert "Nomor register" in come_back(client, place, status=422, register_no="B.I 500/2025").get_data(as_text=True)
    assert stay_of(app, place.person_id).ends_on is not None


def test_nobody_comes_back_from_death(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    leave(app, client.sign_in("reg"), place, reason="meninggal")
    assert "meninggal" in come_back(client, place, status=422).get_data(as_text=True)


def test_the_pages_of_leaving_and_returning_lead_to_each_other(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    client.sign_in("reg").get(f"/wbp/{place.person_id}/depart")
    assert client.get(f"/wbp/{place.person_id}/readmit", status=302).headers["Location"].endswith("/depart")
    leave(app, client, place)
    assert client.get(f"/wbp/{place.person_id}/depart", status=302).headers["Location"].endswith("/readmit")


def away(client: PageClient, place: Place, status: int = 303, **values: Any) -> Any:
    form = {
        "kind": "sidang",
        "from_on": "03-03-2025",
        "from_time": "09:00",
        "to_on": "03-03-2025",
        "to_time": "12.30",
        "note": "",
    }
    return client.post(f"/wbp/{place.person_id}/absences", form | values, status=status)


def test_an_absence_is_kept_as_instants_of_the_facilitys_zone(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    away(client.sign_in("reg"), place)
    with app.app_context():
        row = db.session.query(Absence).one()
        # 09.00 WITA is 01.00 UTC.
        assert row.starts_at == datetime(2025, 3, 3, 1, tzinfo=UTC)
        assert row.ends_at == datetime(2025, 3, 3, 4, 30, tzinfo=UTC)
    page = client.get(f"/wbp/{place.person_id}/absences").get_data(as_text=True)
    assert "09.00 WITA" in page and "12.30 WITA" in page


def test_an_absence_without_times_covers_whole_days(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    away(client.sign_in("reg"), place, from_time="", to_time="")
    with app.app_context():
        row = db.session.query(Absence).one()
        assert row.starts_at == clock.instant(date(2025, 3, 3), 0, 0, "WITA")
        assert row.ends_at == clock.instant(date(2025, 3, 4), 0, 0, "WITA")


def test_an_absence_is_ended_corrected_and_removed(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    path = f"/wbp/{place.person_id}/absences"
    away(client.sign_in("reg"), place, kind="isolasi", to_on="", to_time="")
    with app.app_context():
        row_id = db.session.query(Absence).one().id
    client.post(f"{path}/{row_id}/end", {"version": "1"})
    assert stored(app, Absence, row_id).ends_at is not None
    client.post(f"{path}/{row_id}/end", {"version": "1"})
    assert audited(app, "wbp.end_absence") == 1
    client.get(f"{path}?edit={row_id}")
    form = {"kind": "isolasi", "from_on": "02-03-2025", "to_on": "05-03-2025", "version": "2", "note": "tutupan sunyi"}
    client.post(f"{path}/{row_id}", form)
    assert stored(app, Absence, row_id).note == "tutupan sunyi"
    client.post(f"{path}/{row_id}", form | {"note": "lain"}, status=409)
    client.post(f"{path}/{row_id}/remove", {"version": "3"})
    assert count_rows(app, Absence) == 0


@pytest.mark.parametrize(
    "values",
    [
        {"to_on": "02-03-2025"},
        {"to_time": "08:00"},
        {"from_time": "25:00"},
        {"kind": "piknik"},
        {"from_on": ""},
    ],
)
def test_an_impossible_absence_is_refused(app: Flask, client: PageClient, values: dict[str, str]) -> None:
    place = small_house(app)
    away(client.sign_in("reg"), place, status=422, **values)
    assert count_rows(app, Absence) == 0


def test_the_same_kind_of_absence_does_not_overlap(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    away(client.sign_in("reg"), place)
    away(client, place, status=422, from_time="11:00", to_time="13:00")
    away(client, place, from_time="12:30", to_time="13:00")
    away(client, place, kind="kunjungan", from_time="10:00", to_time="10:30")
    assert count_rows(app, Absence) == 3


def test_absences_of_many_people_are_found_where_they_touch_the_time(app: Flask) -> None:
    place = small_house(app)
    nine = datetime(2025, 3, 3, 1, tzinfo=UTC)
    with app.app_context(), saving():
        for wbp_id, start, end in (
            (place.person_id, nine - timedelta(hours=2), nine),
            (place.person_id, nine - timedelta(hours=1), nine + timedelta(minutes=1)),
            (place.person_id, nine + timedelta(hours=2), None),
            (place.person_id, nine + timedelta(hours=1), None),
            (place.other_person_id, nine, None),
        ):
            facility_id = db.session.get(Wbp, wbp_id).facility_id
            db.session.add(Absence(facility_id=facility_id, wbp_id=wbp_id, kind="sidang", starts_at=start, ends_at=end))
    with app.app_context():
        scope = factories.scope_for(db.session.query(factories.User).filter_by(username="reg").one())
        found = absences_between(scope, [place.person_id, place.other_person_id], nine, nine + timedelta(hours=2))
        starts = {wbp_id: [row.starts_at for row in rows] for wbp_id, rows in found.items()}
    assert starts == {place.person_id: [nine - timedelta(hours=1), nine + timedelta(hours=1)]}
