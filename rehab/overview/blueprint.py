"""The blueprint of this room."""

from flask import Blueprint

blueprint = Blueprint("overview", __name__)
