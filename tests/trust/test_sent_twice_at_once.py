"""The same form sent twice at the same moment is saved once, and both get the same answer; also on PostgreSQL."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from rehab.access.permissions import Role
from rehab.extensions import db
from rehab.partners import actions
from rehab.partners.models import Agency
from rehab.plumbing.saving import saving
from tests import factories
from tests.pages import PageClient

FORM = {"code": "DINSOS", "name": "Dinas Sosial", "regency": "", "province": "", "contact_name": "", "contact_phone": ""}


@pytest.fixture
def together(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[dict[str, str]]], list[Any]]:
    """Send several forms as the same officer; each waits inside the action until another has come as far, or a second."""
    with app.app_context(), saving():
        place = factories.facility()
        factories.user("sari", Role.PEMBINAAN, place.id)
    meeting = threading.Barrier(2, timeout=1)
    add = actions.add_agency

    def met(**keywords: Any) -> Any:
        try:
            meeting.wait()
        except threading.BrokenBarrierError:
            meeting.reset()
        return add(**keywords)

    monkeypatch.setattr(actions, "add_agency", met)

    def send(forms: list[dict[str, str]]) -> list[Any]:
        clients = [PageClient(app).sign_in("sari") for _form in forms]
        answers: list[Any] = [None] * len(forms)

        def one(place: int) -> None:
            answers[place] = clients[place].http.post("/partners/agencies/new", data=forms[place])

        threads = [threading.Thread(target=one, args=(place,)) for place in range(len(forms))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    return send


def _agencies(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Agency)) or 0


def test_the_same_form_sent_twice_at_once_is_saved_once_and_answered_twice(app: Flask, together: Any) -> None:
    answers = together([FORM | {"idempotency_key": "satu-kunci"}] * 2)
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert _agencies(app) == 1


def test_two_forms_that_want_the_same_code_end_as_one_saved_and_one_told(app: Flask, together: Any) -> None:
    answers = together([FORM | {"idempotency_key": "kunci-a"}, FORM | {"idempotency_key": "kunci-b"}])
    assert sorted(each.status_code for each in answers) == [303, 422]
    assert _agencies(app) == 1


def test_the_same_key_with_another_form_is_refused(app: Flask, together: Any) -> None:
    answers = together([FORM | {"idempotency_key": "satu-kunci"}, FORM | {"idempotency_key": "satu-kunci", "code": "LAIN"}])
    assert sorted(each.status_code for each in answers) == [303, 422]
    assert _agencies(app) == 1
