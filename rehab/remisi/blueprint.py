"""The blueprint of this room, and how its files are sent."""

from flask import Blueprint, Response

blueprint = Blueprint("remisi", __name__)


def sent(content: bytes, media_type: str, name: str) -> Response:
    """A file to keep under that name."""
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
