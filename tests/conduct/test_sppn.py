"""The SPPN grid: one form, one save, nothing overwritten unseen."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from rehab.audit.models import AuditEntry
from rehab.conduct.forms import read_score
from rehab.conduct.models import SppnMonth
from rehab.conduct.queries import sppn_due
from rehab.conduct.routes import months_before
from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.wbp.models import Placement, Wbp
from tests import factories
from tests.conduct.scores import wali_id, wali_with
from tests.pages import PageClient
from tests.query_counter import counted_queries
from tests.wbp.people import audited, count_rows

MAY = date(2025, 5, 1)


def scores(app: Flask, month_on: date = MAY) -> dict[int, tuple[Decimal, int]]:
    with app.app_context():
        rows = db.session.query(SppnMonth).filter_by(month_on=month_on).all()
        return {row.wbp_id: (row.score, row.version) for row in rows}


def send(
    client: PageClient, cells: dict[int, str], versions: dict[int, int] | None = None, status: int = 303, **more: Any
) -> Any:
    form: dict[str, Any] = {f"score-{wbp_id}": text for wbp_id, text in cells.items()}
    form |= {f"version-{wbp_id}": str((versions or {}).get(wbp_id, 0)) for wbp_id in cells}
    return client.post("/conduct/sppn?month=2025-05", form | more, status=status)


def test_typed_scores_are_saved_and_empty_cells_change_nothing(app: Flask, client: PageClient) -> None:
    _place, ids = wali_with(app, 3)
    send(client.sign_in("sri"), {ids[0]: "82,5", ids[1]: "", ids[2]: "100"})
    assert scores(app) == {ids[0]: (Decimal("82.5"), 1), ids[2]: (Decimal(100), 1)}
    send(client, {ids[0]: "", ids[1]: "0", ids[2]: "100"}, {ids[2]: 1})
    assert scores(app) == {ids[0]: (Decimal("82.5"), 1), ids[1]: (Decimal(0), 1), ids[2]: (Decimal(100), 1)}
    assert audited(app, "conduct.record_sppn") == 2


def test_a_corrected_score_moves_its_version_and_keeps_both_values(app: Flask, client: PageClient) -> None:
    _place, ids = wali_with(app, 1)
    send(client.sign_in("sri"), {ids[0]: "70"})
    send(client, {ids[0]: "75,25"}, {ids[0]: 1})
    assert scores(app) == {ids[0]: (Decimal("75.25"), 2)}
    page = client.get("/conduct/sppn?month=2025-05").get_data(as_text=True)
    assert 'value="75,25"' in page


def test_saving_without_a_change_writes_nothing(app: Flask, client: PageClient) -> None:
    _place, ids = wali_with(app, 2)
    send(client.sign_in("sri"), {ids[0]: "70"})
    send(client, {ids[0]: "70,0", ids[1]: ""}, {ids[0]: 1})
    assert scores(app) == {ids[0]: (Decimal(70), 1)}
    assert audited(app, "conduct.record_sppn") == 1


def test_a_double_click_saves_once(app: Flask, client: PageClient) -> None:
    _place, ids = wali_with(app, 1)
    client.sign_in("sri")
    for _time in range(2):
        send(client, {ids[0]: "70"}, idempotency_key="once")
    assert scores(app) == {ids[0]: (Decimal(70), 1)}
    assert audited(app, "conduct.record_sppn") == 1


@pytest.mark.parametrize("typed", ["101", "-1", "abc", "8 0", "82,555", "1e2", "=1+1", "100,01"])
def test_a_wrong_cell_stops_all_and_keeps_what_was_typed(app: Flask, client: PageClient, typed: str) -> None:
    _place, ids = wali_with(app, 2)
    page = send(client.sign_in("sri"), {ids[0]: typed, ids[1]: "91"}, status=422).get_data(as_text=True)
    assert f'id="score-{ids[0]}-error"' in page
    assert f'href="#score-{ids[0]}"' in page
    assert 'value="91"' in page
    assert f'value="{typed}"' in page
    assert scores(app) == {}


@pytest.mark.parametrize(("text", "value"), [("0", "0"), ("100", "100"), ("82,5", "82.5"), ("82.55", "82.55")])
def test_decimals_take_comma_or_point(text: str, value: str) -> None:
    assert read_score(text) == Decimal(value)


def test_somebody_elses_change_is_shown_and_not_overwritten(app: Flask, client: PageClient) -> None:
    _place, ids = wali_with(app, 2)
    send(client.sign_in("sri"), {ids[0]: "70"})
    send(client, {ids[0]: "80"}, {ids[0]: 1})
    page = send(client, {ids[0]: "90", ids[1]: "60"}, {ids[0]: 1}, status=409).get_data(as_text=True)
    assert "menjadi 80" in page and 'value="90"' in page and 'value="60"' in page
    assert scores(app) == {ids[0]: (Decimal(80), 2)}
    send(client, {ids[0]: "90", ids[1]: "60"}, {ids[0]: 2})
    assert scores(app)[ids[0]] == (Decimal(90), 3)


def test_two_walis_first_score_for_one_person_is_no_silent_overwrite(app: Flask, client: PageClient) -> None:
    """The form was opened while there was no score (version 0); meanwhile one was recorded."""
    _place, ids = wali_with(app, 1)
    send(client.sign_in("sri"), {ids[0]: "70"})
    send(client, {ids[0]: "55"}, {ids[0]: 0}, status=409)
    assert scores(app) == {ids[0]: (Decimal(70), 1)}


def test_a_wali_scores_own_people_only(app: Flask, client: PageClient) -> None:
    place, ids = wali_with(app, 1)
    client.sign_in("sri")
    send(client, {place.person_id: "70"}, status=404)
    send(client, {place.other_person_id: "70"}, status=404)
    other = wali_id(app, "wali")
    client.post(f"/conduct/sppn?month=2025-05&wali={other}", {f"score-{place.person_id}": "70"}, status=422)
    assert scores(app) == {}
    assert send(client, {ids[0]: "70"}).status_code == 303


@pytest.mark.parametrize("user", ["bina", "kepala", "reg", "tpp"])
def test_others_read_every_wali_and_change_none(app: Flask, client: PageClient, user: str) -> None:
    _place, ids = wali_with(app, 1)
    page = client.sign_in(user).get(f"/conduct/sppn?wali={wali_id(app)}&month=2025-05").get_data(as_text=True)
    assert "Warga 000" in page
    assert f"score-{ids[0]}" not in page
    send(client, {ids[0]: "70"}, status=403)


def test_a_wali_of_another_facility_does_not_exist(app: Flask, client: PageClient) -> None:
    place, _ids = wali_with(app, 1)
    with app.app_context(), saving():
        foreign = factories.user("jauh", factories.Role.WALI, place.other_facility_id).id
    client.sign_in("bina").get(f"/conduct/sppn?wali={foreign}", status=404)
    client.get("/conduct/sppn?wali=999999", status=404)


def test_a_month_that_has_not_come_is_not_offered(app: Flask, client: PageClient) -> None:
    _place, ids = wali_with(app, 1)
    page = client.sign_in("sri").get("/conduct/sppn?month=2099-01").get_data(as_text=True)
    assert "Januari 2099" not in page
    client.post("/conduct/sppn?month=2099-01", {f"score-{ids[0]}": "70"}, status=422)
    client.post("/conduct/sppn?month=banyak", {f"score-{ids[0]}": "70"}, status=404)
    assert count_rows(app, SppnMonth) == 0


def test_six_months_stand_side_by_side(app: Flask, client: PageClient) -> None:
    _place, ids = wali_with(app, 1)
    with app.app_context(), saving():
        for month_on, score in zip(months_before(MAY, 6), (61, 62, 63, 64, 65, 66), strict=True):
            db.session.add(SppnMonth(wbp_id=ids[0], facility_id=1, month_on=month_on, score=score, recorded_at=factories.NOW))
    page = client.sign_in("sri").get("/conduct/sppn?month=2025-05&months=6").get_data(as_text=True)
    assert all(f">{score}<" in page for score in (61, 62, 63, 64, 65))
    assert 'value="66"' in page


def test_months_cross_the_year() -> None:
    assert months_before(date(2025, 2, 1), 3) == [date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1)]


def test_seventy_people_open_and_save_with_at_most_twelve_queries(app: Flask, client: PageClient) -> None:
    _place, ids = wali_with(app, 70)
    client.sign_in("sri")
    with counted_queries() as opened:
        client.get("/conduct/sppn?month=2025-05")
    send(client, dict.fromkeys(ids[:35], "70"))
    cells = dict.fromkeys(ids, "80,5")
    with counted_queries() as saved:
        send(client, cells, dict.fromkeys(ids[:35], 1), idempotency_key="count")
    assert len(scores(app)) == 70
    assert (len(opened) <= 12, len(saved) <= 12) == (True, True), "\n".join(saved)


def test_all_changes_of_one_save_are_one_entry(app: Flask, client: PageClient) -> None:
    _place, ids = wali_with(app, 20)
    send(client.sign_in("sri"), dict.fromkeys(ids, "80"))
    with app.app_context():
        assert db.session.query(AuditEntry).filter_by(action="conduct.record_sppn").count() == 1


def test_what_is_due_counts_placed_people_without_a_score(app: Flask) -> None:
    place, ids = wali_with(app, 4)
    with app.app_context(), saving():
        db.session.get(Wbp, ids[0]).status = "tahanan"
        stay = db.session.query(Placement).filter_by(wbp_id=ids[1]).one()
        stay.ends_on, stay.end_reason = date(2025, 6, 1), "bebas"
        db.session.add(SppnMonth(wbp_id=ids[2], facility_id=place.facility_id, month_on=MAY, score=70, recorded_at=factories.NOW))
    sri = wali_id(app)
    with app.app_context():
        scope = factories.scope_for(db.session.get(factories.User, sri))
        line = {due.wali_id: due for due in sppn_due(scope, month_on=MAY)}[sri]
        assert (line.people, line.scored, line.waiting) == (2, 1, 1)
        assert [due.wali_id for due in sppn_due(scope, month_on=MAY, wali_id=sri)] == [sri]
