"""The blueprint of this room, which its files of URLs share."""

from flask import Blueprint

blueprint = Blueprint("attendance", __name__)
