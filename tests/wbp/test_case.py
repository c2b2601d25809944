"""Sentence, detention, remissions received and services, by hand; and the projected end of a sentence."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.wbp.models import Detention, RemissionReceived, Sentence, Service, Wbp
from rehab.wbp.periods import add_calendar, expiry_on, unbroken
from rehab.wbp.queries import projected_expiry_on
from tests import factories
from tests.pages import PageClient
from tests.wbp.people import audited, count_rows, small_house, stored

FLAGS = (
    "serving_subsidiary", "fine_paid", "loyalty_pledge", "deradicalised", "justice_collaborator", "prolonged_illness",
    "pre_release_leave", "parole_revoked", "escaped",
)  # fmt: skip


def sentence(**values: Any) -> dict[str, Any]:
    return {
        "version": "1", "status": "narapidana", "kind": "penjara", "years": "5", "months": "6", "days": "",
        "final_on": "01-07-2025", "offence": "korupsi", "offence_article": "Pasal 3", "subsidiary_days": "30",
    } | dict.fromkeys(FLAGS, "") | values  # fmt: skip


def test_the_sentence_is_corrected_and_unknown_is_not_no(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    path = f"/wbp/{place.person_id}/sentence"
    client.sign_in("reg").post(path, sentence(fine_paid="no", justice_collaborator="yes"))
    person, row = stored(app, Wbp, place.person_id), stored(app, Sentence, place.person_id)
    assert (row.years, row.months, row.days, row.final_on) == (5, 6, None, date(2025, 7, 1))
    assert (person.offence, person.subsidiary_days) == ("korupsi", 30)
    assert (person.fine_paid, person.justice_collaborator, person.escaped) == (False, True, None)
    assert audited(app, "wbp.correct_sentence") == 1


def test_a_first_sentence_is_recorded_for_a_tahanan(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        fresh = factories.wbp(place.facility_id, "Tono", status="tahanan", sentence=None).id
    client.sign_in("reg").post(f"/wbp/{fresh}/sentence", sentence())
    assert stored(app, Sentence, fresh).years == 5


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kind": "seumur_hidup"}, "Pidana ini tidak memakai lama"),
        ({"kind": "mati", "years": "", "months": "6"}, "Pidana ini tidak memakai lama"),
        ({"years": "lima"}, "Isi angka bulat."),
        ({"years": "-1"}, "Isi angka 0 sampai 99."),
        ({"final_on": "31-06-2025"}, "Isi tanggal sebagai"),
        ({"offence": "parkir"}, "Pilih salah satu dari daftar."),
    ],
)
def test_a_wrong_sentence_is_refused_at_its_field(app: Flask, client: PageClient, values: dict[str, str], says: str) -> None:
    place = small_house(app)
    answer = client.sign_in("reg").post(f"/wbp/{place.person_id}/sentence", sentence(**values), status=422)
    assert says in answer.get_data(as_text=True)
    assert stored(app, Sentence, place.person_id).years == 2


def test_a_stale_sentence_form_shows_both_versions(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    path = f"/wbp/{place.person_id}/sentence"
    client.sign_in("reg").post(path, sentence(subsidiary_days="60"))
    page = client.post(path, sentence(subsidiary_days="90"), status=409).get_data(as_text=True)
    assert ">60<" in page and ">90<" in page


def test_only_the_length_changed_and_an_older_form_is_stale_all_the_same(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    path = f"/wbp/{place.person_id}/sentence"
    client.sign_in("reg").post(path, sentence())
    client.post(path, sentence(version="2", years="7"))
    client.post(path, sentence(version="2", years="9"), status=409)
    assert stored(app, Sentence, place.person_id).years == 7


def test_opening_the_case_leaves_a_trace(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    client.sign_in("reg").get(f"/wbp/{place.person_id}/sentence")
    client.sign_in("wali").get(f"/wbp/{place.person_id}/detentions")
    assert audited(app, "wbp.read_case") == 2


def test_a_detention_is_added_corrected_and_removed(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    path = f"/wbp/{place.person_id}/detentions"
    client.sign_in("reg").post(path, {"starts_on": "01-05-2024", "last_on": "31-05-2024"})
    with app.app_context():
        row = db.session.query(Detention).filter_by(starts_on=date(2024, 5, 1)).one()
        row_id, first_outside = row.id, row.ends_on
    assert first_outside == date(2024, 6, 1)
    page = client.get(f"{path}?edit={row_id}").get_data(as_text=True)
    assert 'value="31-05-2024"' in page
    client.post(f"{path}/{row_id}", {"version": "1", "starts_on": "02-05-2024", "last_on": "30-05-2024"})
    assert stored(app, Detention, row_id).starts_on == date(2024, 5, 2)
    client.post(f"{path}/{row_id}/remove", {"version": "1"}, status=409)
    client.post(f"{path}/{row_id}/remove", {"version": "2"})
    assert stored(app, Detention, row_id) is None
    assert [audited(app, f"wbp.{verb}_detention") for verb in ("record", "correct", "remove")] == [1, 1, 1]


@pytest.mark.parametrize(
    ("first", "last", "status"),
    [
        ("01-12-2024", "31-12-2024", 303),  # the last day before the next period: touches, no overlap
        ("01-12-2024", "01-01-2025", 422),  # one day too long
        ("01-12-2024", "", 422),  # still inside: runs into the next
        ("15-02-2025", "20-02-2025", 422),  # within an open one
        ("01-12-2024", "30-11-2024", 422),  # ends before it begins
    ],
)
def test_overlapping_detention_is_refused(app: Flask, client: PageClient, first: str, last: str, status: int) -> None:
    place = small_house(app)
    client.sign_in("reg").post(f"/wbp/{place.person_id}/detentions", {"starts_on": first, "last_on": last}, status=status)
    assert count_rows(app, Detention, wbp_id=place.person_id) == (2 if status == 303 else 1)


def test_a_remission_is_added_once_corrected_and_removed(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    path = f"/wbp/{place.person_id}/remissions"
    sent = {"kind": "RU", "granted_on": "17-08-2025", "days": "30", "decree": "PAS-1", "idempotency_key": "k"}
    client.sign_in("reg").post(path, sent)
    client.post(path, sent)
    again = client.post(path, sent | {"idempotency_key": "other"}, status=422).get_data(as_text=True)
    assert "sudah tercatat" in again
    with app.app_context():
        row_id = db.session.query(RemissionReceived).one().id
    client.post(f"{path}/{row_id}", sent | {"idempotency_key": "", "version": "1", "days": "60"})
    assert stored(app, RemissionReceived, row_id).days == 60
    client.post(f"{path}/{row_id}", sent | {"idempotency_key": "", "version": "1", "days": "90"}, status=409)
    client.post(f"{path}/{row_id}/remove", {"version": "2"})
    assert count_rows(app, RemissionReceived) == 0
    assert audited(app, "wbp.record_remission") == 1


def test_a_service_is_added_verified_and_removed(app: Flask, client: PageClient) -> None:
    place = small_house(app)
    path = f"/wbp/{place.person_id}/services"
    client.sign_in("reg").post(path, {"ground": "donor_darah", "rendered_on": "01-02-2025", "verified": ""})
    with app.app_context():
        row = db.session.query(Service).one()
        row_id, verified = row.id, row.verified
    assert verified is None
    sent = {"version": "1", "ground": "donor_darah", "rendered_on": "01-02-2025", "verified": "yes"}
    client.post(f"{path}/{row_id}", sent)
    assert stored(app, Service, row_id).verified is True
    client.post(path, {"ground": "donor_darah", "rendered_on": "01-02-2025", "verified": ""}, status=422)
    client.post(f"{path}/{row_id}/remove", {"version": "2"})
    assert count_rows(app, Service) == 0


@pytest.mark.parametrize("page", ["detentions", "remissions", "services", "papers"])
def test_those_who_may_not_edit_read_without_forms(app: Flask, client: PageClient, page: str) -> None:
    place = small_house(app)
    html = client.sign_in("tpp").get(f"/wbp/{place.person_id}/{page}").get_data(as_text=True)
    assert f'action="/wbp/{place.person_id}/{page}"' not in html
    assert "Hapus" not in html


# By hand: 1 Jan 2025 + 2 years = 1 Jan 2027; 31 Jan + 1 month = 28 Feb; − 31 days of May 2024 − 30 days of remission.
@pytest.mark.parametrize(
    ("parts", "spans", "remitted", "expected"),
    [
        (("penjara", 2, 0, 0), [(date(2025, 1, 1), None)], 0, date(2027, 1, 1)),
        (("penjara", None, 1, None), [(date(2025, 1, 31), None)], 0, date(2025, 2, 28)),
        (("penjara", 0, 13, 10), [(date(2023, 12, 31), None)], 0, date(2025, 2, 10)),
        (("penjara", 2, 0, 0), [(date(2025, 1, 1), None), (date(2024, 5, 1), date(2024, 6, 1))], 0, date(2026, 12, 1)),
        (("penjara", 2, 0, 0), [(date(2025, 1, 1), None)], 30, date(2026, 12, 2)),
        (("penjara", 1, 0, 0), [(date(2024, 12, 1), date(2025, 1, 1)), (date(2025, 1, 1), None)], 0, date(2025, 12, 1)),
        (("seumur_hidup", None, None, None), [(date(2025, 1, 1), None)], 0, None),
        (("mati", None, None, None), [(date(2025, 1, 1), None)], 0, None),
        (("penjara", None, None, None), [(date(2025, 1, 1), None)], 0, None),
        ((None, 2, 0, 0), [(date(2025, 1, 1), None)], 0, None),
        (("penjara", 2, 0, 0), [(date(2025, 1, 1), date(2025, 2, 1))], 0, None),
        (("penjara", 2, 0, 0), [], 0, None),
    ],
)
def test_the_projected_end_follows_the_calendar(parts: tuple, spans: list, remitted: int, expected: date | None) -> None:
    kind, years, months, days = parts
    row = Sentence(kind=kind, years=years, months=months, days=days)
    assert expiry_on(row, spans, remitted) == expected


def test_without_a_sentence_there_is_no_end() -> None:
    assert expiry_on(None, [(date(2025, 1, 1), None)], 0) is None


def test_periods_that_touch_are_one() -> None:
    spans = [(date(2025, 3, 1), None), (date(2025, 1, 1), date(2025, 2, 1)), (date(2025, 2, 1), date(2025, 3, 1))]
    assert unbroken(spans) == [(date(2025, 1, 1), None)]
    apart = [(date(2025, 1, 1), date(2025, 2, 1)), (date(2025, 2, 2), None)]
    assert unbroken(apart) == apart


def test_a_leap_day_is_clipped() -> None:
    assert add_calendar(date(2024, 2, 29), years=1, months=0, days=0) == date(2025, 2, 28)


def test_the_projection_reads_many_people_and_no_foreign_one(app: Flask) -> None:
    place = small_house(app)
    with app.app_context(), saving():
        db.session.add(
            RemissionReceived(
                facility_id=place.facility_id, wbp_id=place.person_id, kind="RU", granted_on=date(2025, 8, 17), days=30
            )
        )
        lifer = factories.wbp(place.facility_id, "Seumur", sentence={"kind": "seumur_hidup"}).id
    with app.app_context():
        user = db.session.query(factories.User).filter_by(username="reg").one()
        found = projected_expiry_on(factories.scope_for(user), [place.person_id, lifer, place.other_person_id, 99999])
    assert found == {place.person_id: date(2026, 12, 2), lifer: None}
