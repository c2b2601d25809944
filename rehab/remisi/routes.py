"""URLs of this room."""

from flask import Blueprint

blueprint = Blueprint("remisi", __name__)
