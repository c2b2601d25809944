"""URLs of this room."""

from flask import Blueprint

blueprint = Blueprint("conduct", __name__)
