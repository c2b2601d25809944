"""URLs of this room."""

from flask import Blueprint

blueprint = Blueprint("facilities", __name__)
