"""Everybody's explanation sheet in one file."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from rehab.facilities.models import Facility
from rehab.letters.framing import Subject, frame_of
from rehab.letters.shapes import Drawing
from rehab.remisi.exports import HASH_SHOWN
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi.sheet import sheet_data, sheet_of


def all_sheets(subject: Subject, kept: Sequence[RoundVerdict]) -> Drawing:
    """The sheets of some people of a round, one after the other, each counting its own pages. Raises SheetRefused."""
    round_, facility = subject.round, subject.facility
    frame = frame_of(subject, _("Lembar Penjelasan Remisi"), subject.style["paper_letters"]) | {"size": 10, "draft": False}
    sheets = [_sheet(round_, each, facility) for each in kept]
    return Drawing("sheets", frame | {"sheets": sheets}, {"people": len(sheets)})


def _sheet(round_: Round, kept: RoundVerdict, facility: Facility) -> dict[str, Any]:
    data = sheet_data(sheet_of(round_, kept, facility), round_, facility, demo=False)
    foot = f"{kept.register_no} · {round_.data_hash[:HASH_SHOWN]}"
    return {"title": data["title"], "name": f"{kept.name}, {kept.register_no}", "body": data["body"], "foot": foot}
