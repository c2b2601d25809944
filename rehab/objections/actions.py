"""Writing objections: recorded with number and due day, given to a named person, answered once."""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.objections import queries
from rehab.objections.models import Objection
from rehab.plumbing.errors import NotFound, Refusal, check_version
from rehab.remisi.queries import get_verdict
from rehab.wbp.queries import get_person


class OwnDecision(Refusal):
    message = _l("Petugas ini sendiri yang memutuskan hal itu. Pilih orang lain untuk menjawab.")


class WrongDay(Refusal):
    message = _l("Keberatan tidak dapat diterima pada tanggal yang belum datang.")


class NotNamed(Refusal):
    status = 403
    message = _l("Keberatan ini dijawab oleh petugas yang ditunjuk.")


class AlreadyAnswered(Refusal):
    status = 409
    message = _l("Keberatan ini sudah dijawab. Jawaban yang sudah diberikan tidak berubah.")


def record_objection(
    *, scope: Scope, wbp_id: int, round_id: int | None, date_name: str, raised_by: str, raised_name: str, text: str,
    received_on: date, answerer_id: int, today: date, at: datetime,
) -> Objection:  # fmt: skip
    """Record what somebody objects to: about a round they are in, or about a date where `round_id` is None.

    It is due so many days after it came in (a setting of the facility). Raises NotFound, WrongDay, OwnDecision.
    """
    person = get_person(scope, wbp_id)
    if received_on > today:
        raise WrongDay()
    if round_id is not None:
        get_verdict(scope, round_id, wbp_id)
    decider_id = queries.decider_of(scope, round_id, wbp_id) if round_id is not None else None
    _check_answerer(scope, answerer_id, decider_id)
    days = queries.days_to_answer(scope, person.facility_id)
    objection = Objection(
        facility_id=person.facility_id, year=received_on.year,
        number=queries.next_number(scope, person.facility_id, received_on.year), wbp_id=wbp_id,
        about="date" if round_id is None else "round", round_id=round_id, date_name="" if round_id else date_name,
        raised_by=raised_by, raised_name=raised_name, text=text, received_on=received_on,
        due_on=received_on + timedelta(days), recorded_by=scope.user_id, recorded_at=at, answerer_id=answerer_id,
        decider_id=decider_id,
    )  # fmt: skip
    db.session.add(objection)
    db.session.flush()
    _write(scope, "objections.record", objection, at, text=text, due_on=objection.due_on, answerer=answerer_id)
    return objection


def name_answerer(*, scope: Scope, objection_id: int, version: int, answerer_id: int, at: datetime) -> Objection:
    """Give an open objection to another named person; the day it is due stays. Raises AlreadyAnswered, OwnDecision."""
    objection = _open(scope, objection_id, version)
    decider_id = _decider(scope, objection)
    _check_answerer(scope, answerer_id, decider_id)
    before = objection.answerer_id
    objection.answerer_id, objection.decider_id = answerer_id, decider_id
    _write(scope, "objections.name_answerer", objection, at, before=before, after=answerer_id)
    return objection


def answer_objection(
    *, scope: Scope, objection_id: int, version: int, result: str, answer: str, at: datetime
) -> Objection:  # fmt: skip
    """Answer, as the named person; once, for good. Raises NotNamed, OwnDecision, AlreadyAnswered, StaleVersion."""
    objection = _open(scope, objection_id, version)
    if objection.answerer_id != scope.user_id:
        raise NotNamed()
    decider_id = _decider(scope, objection)
    if decider_id == scope.user_id:
        raise OwnDecision()
    objection.decider_id, objection.result, objection.answer = decider_id, result, answer
    objection.answered_by, objection.answered_at = scope.user_id, at
    _write(scope, "objections.answer", objection, at, result=result, answer=answer)
    return objection


def _open(scope: Scope, objection_id: int, version: int) -> Objection:
    objection = queries.get_objection(scope, objection_id).objection
    if objection.result is not None:
        raise AlreadyAnswered()
    check_version(objection, version)
    return objection


def _decider(scope: Scope, objection: Objection) -> int | None:
    """Who decided what it is about, by now: somebody may have taken a further step since it was recorded."""
    if objection.round_id is None:
        return objection.decider_id
    return queries.decider_of(scope, objection.round_id, objection.wbp_id) or objection.decider_id


def _check_answerer(scope: Scope, answerer_id: int, decider_id: int | None) -> None:
    if answerer_id not in {user.id for user in queries.answerers(scope)}:
        raise NotFound()
    if answerer_id == decider_id:
        raise OwnDecision()


def _write(scope: Scope, action: str, objection: Objection, at: datetime, **details: Any) -> None:
    write_entry(
        scope=scope, action=action, subject="objection", subject_id=objection.id, at=at, facility_id=objection.facility_id,
        details={"wbp": objection.wbp_id, "code": objection.code, "round": objection.round_id, **details},
    )  # fmt: skip
