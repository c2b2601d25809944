"""What a phone sends, read field by field; one mark that cannot be read never spoils the others."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from rehab.attendance.arrival import Tap
from rehab.plumbing.errors import Refusal
from rehab.plumbing.fields import BIDI_AND_CONTROL
from rehab.portal.disclosure import KEPT

MOST_MARKS = 500
MOST_BYTES = 256 * 1024
LONGEST_RAW = 1000
# What a column of the database holds; a device whose clock died says 1970.
_ID = validate.Range(1, 2**31 - 1)
_SMALL = validate.Range(-(2**15), 2**15 - 1)
_TIME = validate.Range(datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


class UnreadableBatch(Refusal):
    """The body as a whole is no batch of marks."""

    message = _l("Kiriman ini tidak dapat dibaca. Muat ulang halaman, lalu kirim lagi.")


class TooManyMarks(UnreadableBatch):
    message = _l("Kiriman ini memuat lebih dari %(most)d ketukan. Kirim dalam beberapa bagian.", most=MOST_MARKS)


def _plain(text: str) -> None:
    """Refuse what no keyboard types and not every database keeps."""
    if BIDI_AND_CONTROL.search(text) or any(0xD800 <= ord(letter) < 0xE000 for letter in text):
        raise ValidationError("invisible characters")


class _BatchSchema(Schema):
    """The envelope; its marks are read one by one."""

    class Meta:
        unknown = EXCLUDE

    device = fields.UUID(required=True)
    sent_at = fields.AwareDateTime(required=True, validate=_TIME)
    marks = fields.List(fields.Raw(allow_none=True), required=True)


class _MarkSchema(Schema):
    """One mark."""

    class Meta:
        unknown = EXCLUDE

    key = fields.UUID(required=True)
    counter = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**31 - 1))
    at = fields.AwareDateTime(required=True, validate=_TIME)
    session = fields.Integer(required=True, strict=True, validate=_ID)
    person = fields.Integer(required=True, strict=True, validate=_ID)
    status = fields.String(required=True, validate=[validate.Length(max=20), _plain])
    reason = fields.String(allow_none=True, load_default=None, validate=[validate.Length(max=200), _plain])
    note = fields.String(allow_none=True, load_default=None, validate=_plain)
    minutes = fields.Integer(allow_none=True, load_default=None, strict=True, validate=_SMALL)
    took_part = fields.Boolean(allow_none=True, load_default=None, truthy={True}, falsy={False})
    seen = fields.Integer(allow_none=True, load_default=None, strict=True, validate=validate.Range(0, 2**31 - 1))


@dataclass(frozen=True)
class Batch:
    """What one device sent at once; `keys` as they were sent, one for each tap."""

    device: str
    sent_at: datetime
    taps: list[Tap]
    keys: list[Any]


def read_batch(body: bytes) -> Batch:
    """The batch in a request's body. Raises UnreadableBatch, TooManyMarks."""
    try:
        sent = json.loads(body)
        if isinstance(sent, dict) and isinstance(sent.get("marks"), list) and len(sent["marks"]) > MOST_MARKS:
            raise TooManyMarks()
        read: Any = _BatchSchema().load(sent)
        schema = _MarkSchema()
        taps = [_tap(schema, mark) for mark in read["marks"]]
    except (ValueError, ValidationError, RecursionError) as error:
        raise UnreadableBatch() from error
    keys = [mark.get("key") if isinstance(mark, dict) else None for mark in read["marks"]]
    return Batch(str(read["device"]), read["sent_at"], taps, keys)


def _tap(schema: Schema, sent: Any) -> Tap:
    text = json.dumps(sent, sort_keys=True, separators=(",", ":"))
    known = {"body_hash": hashlib.sha256(text.encode()).hexdigest(), "raw": text[:LONGEST_RAW]}
    try:
        mark: Any = schema.load(sent)
    except ValidationError as error:
        good = error.valid_data if isinstance(error.valid_data, dict) else {}
        return Tap(key=str(good.get("key", "")), **known)
    return Tap(
        key=str(mark["key"]), counter=mark["counter"], made_at=mark["at"], session_id=mark["session"], wbp_id=mark["person"],
        status=mark["status"], reason=None if mark["reason"] == KEPT else mark["reason"], note=mark["note"] or None,
        minutes=mark["minutes"], took_part=mark["took_part"], seen_mark_id=mark["seen"], **known,
    )  # fmt: skip
