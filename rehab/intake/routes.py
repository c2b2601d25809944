"""URLs of this room."""

from flask import Blueprint

blueprint = Blueprint("intake", __name__)
