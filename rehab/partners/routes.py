"""URLs of this room."""

from flask import Blueprint

blueprint = Blueprint("partners", __name__)
