"""URLs of this room."""

from flask import Blueprint

blueprint = Blueprint("wbp", __name__)
