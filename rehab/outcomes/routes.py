"""URLs of this room."""

from flask import Blueprint

blueprint = Blueprint("outcomes", __name__)
