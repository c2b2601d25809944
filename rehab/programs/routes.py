"""URLs of this room."""

from flask import Blueprint

blueprint = Blueprint("programs", __name__)
