"""URLs of the machine door: a teacher's classes for the phone, and the marks the phone made."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from rehab.access.doors import requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.api.classes import classes_of, stamp
from rehab.api.schemas import MOST_BYTES, read_batch
from rehab.attendance.sent_actions import receive_marks
from rehab.attendance.summary import sentence_of_arrival
from rehab.audit.actions import note_reading
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound, Refusal, take_rest_of_body
from rehab.plumbing.saving import saves
from rehab.portal import queries as portal
from rehab.programs import queries as programs

blueprint = Blueprint("api", __name__)
# What a phone keeps for working without a network: yesterday until a week from now, for three days.
BACK, AHEAD, KEEP = timedelta(days=1), timedelta(days=8), timedelta(hours=72)
CODES = {400: "bad_request", 401: "signed_out", 403: "forbidden", 404: "not_found", 413: "too_large", 422: "unreadable"}
SENTENCES: dict[int, Any] = {
    401: _l("Masuk lagi untuk melanjutkan. Yang belum terkirim tetap tersimpan di HP ini."),
    403: _l("Peran Anda tidak boleh melakukan ini."),
    404: NotFound.message,
    413: _l("Kiriman ini terlalu besar. Kirim dalam beberapa bagian."),
}


@blueprint.get("/classes")
@requires(Permission.PORTAL_TEACH)
def classes() -> Response:
    scope, at = current_scope(), clock.now()
    on = clock.local_date(at, portal.zone_of(scope))
    sessions = programs.list_sessions(scope, from_on=on - BACK, to_on=on + AHEAD)
    for facility_id in sorted({each.facility_id for each in sessions}):
        note_reading(
            scope=scope, action="api.read_classes", subject="facility", subject_id=facility_id, facility_id=facility_id,
            details={"sessions": [each.id for each in sessions if each.facility_id == facility_id]},
        )  # fmt: skip
    known = {"user": scope.user_id, "at": stamp(at), "csrf": generate_csrf(), "keep_until": stamp(at + KEEP)}
    return jsonify(known | classes_of(scope, sessions))


@blueprint.post("/marks")
@requires(Permission.PORTAL_TEACH)
@saves
def marks() -> Response:
    body = request.get_data()
    if len(body) > MOST_BYTES:
        raise RequestEntityTooLarge()
    batch, at = read_batch(body), clock.now()
    arrivals = receive_marks(scope=current_scope(), device=batch.device, sent_at=batch.sent_at, taps=batch.taps, at=at)
    results = [
        {"key": key, "state": each.state, "sentence": sentence_of_arrival(each.cause), "mark": each.mark_id}
        for key, each in zip(batch.keys, arrivals, strict=True)
    ]
    return jsonify(at=stamp(at), results=results)


def _answer(status: int, code: str, sentence: Any) -> tuple[Response, int]:
    db.session.rollback()
    return jsonify(error=code, sentence=str(sentence)), status


@blueprint.errorhandler(Refusal)
def refused(error: Refusal) -> tuple[Response, int]:
    return _answer(error.status, CODES.get(error.status, "refused"), error.message)


@blueprint.errorhandler(HTTPException)
def failed(error: HTTPException) -> tuple[Response, int]:
    status = error.code or 500
    return _answer(status, CODES.get(status, "refused"), SENTENCES.get(status, Refusal.message))


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[Response, int]:
    take_rest_of_body()
    return _answer(413, CODES[413], SENTENCES[413])


@blueprint.errorhandler(CSRFError)
def forged(_error: CSRFError) -> tuple[Response, int]:
    """Whose session ended has no token either: signing in comes first."""
    if not current_user.is_authenticated:
        return _answer(401, CODES[401], SENTENCES[401])
    return _answer(400, "csrf", _l("Halaman ini sudah lama terbuka. Muat ulang, lalu kirim lagi."))
