"""The blueprint of this room, which its files of URLs share."""

from flask import Blueprint, Response

blueprint = Blueprint("attendance", __name__)


def file_answer(content: bytes, mimetype: str, name: str) -> Response:
    """A file to be kept under a name."""
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
