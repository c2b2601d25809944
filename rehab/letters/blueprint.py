"""The blueprint of this room, its files, and the trace each named paper leaves."""

from typing import Any

from flask import Blueprint, Response

from rehab.access.scope import Scope
from rehab.audit.actions import note_reading
from rehab.remisi.models import Round

blueprint = Blueprint("letters", __name__)
PDF = "application/pdf"


def sent(content: bytes, media_type: str, name: str) -> Response:
    """A file to keep under that name."""
    return Response(content, mimetype=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def note(scope: Scope, round_: Round, action: str, **details: Any) -> None:
    """Remember that people of a round were read by name."""
    note_reading(
        scope=scope, action=f"letters.{action}", subject="round", subject_id=round_.id, facility_id=round_.facility_id,
        details=details,
    )  # fmt: skip
