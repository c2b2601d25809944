"""What is typed into a register, and which days are asked for."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from rehab.attendance.actions import LONGEST_REASON, NewMark
from rehab.plumbing.fields import Form, at_most, no_control_characters, parse_date, parse_month

ALL_PRESENT = "all_present"
_STATUS = re.compile(r"status-(\d{1,10})")
_NUMBER = re.compile(r"[1-9]\d{0,8}")
_TOOK_PART = {"1": True, "0": False}


class RegisterForm(Form):
    """The register of a session; the marks themselves are read by `read_marks`."""

    seen = HiddenField()
    correction = StringField(_l("Alasan perubahan"), [at_most(LONGEST_REASON), no_control_characters])

    @property
    def seen_mark_id(self) -> int:
        """The newest mark the writer saw; 0 where the register was empty."""
        return seen_number(self.seen.data)


class DecisionForm(Form):
    """What an officer decides on taps that wait; which taps is read by `read_taps`."""

    seen = HiddenField()
    why = StringField(_l("Alasan keputusan"), [at_most(LONGEST_REASON), no_control_characters])

    @property
    def seen_mark_id(self) -> int:
        """The newest mark the officer saw beside the taps; 0 where there was none."""
        return seen_number(self.seen.data)


class FinishForm(Form):
    """Declares a register finished; who was shown as unrecorded is read by `read_taps`."""


def seen_number(text: str | None) -> int:
    """A number a page carries; 0 where it is none."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


def read_taps(sent: Iterable[str]) -> set[int]:
    """The numbers that were ticked, of taps, proposals or people."""
    return {int(text) for text in sent if _NUMBER.fullmatch(text)}


def read_marks(sent: Mapping[str, str]) -> dict[int, NewMark]:
    """The marks of a sent register, by person; people without a status are left out and stay unrecorded.

    A field that was not sent says nothing: the page asks for a reason only of those who have or need one.
    """
    marks = {}
    for name, status in sent.items():
        found = _STATUS.fullmatch(name)
        if found and status:
            marks[int(found[1])] = _mark(sent, int(found[1]), found[1], status)
    return marks


def _mark(sent: Mapping[str, str], wbp_id: int, key: str, status: str) -> NewMark:
    return NewMark(
        wbp_id=wbp_id,
        status=status,
        reason=sent.get(f"reason-{key}"),
        note=sent.get(f"note-{key}"),
        minutes=_minutes(sent.get(f"minutes-{key}", "")),
        took_part=_TOOK_PART.get(sent.get(f"took-{key}", "")),
    )


def _minutes(text: str) -> int | None:
    """Minutes typed; -1, which no action takes, where it is no whole number; None where nothing was typed."""
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 5 else -1


def asked_day(text: str, today: date) -> date:
    """The day of the address, today where it is missing or no date."""
    return parse_date(text.strip()) or today


def asked_month(text: str, today: date) -> date:
    """The first day of the month of the address, this month where it is missing or no month."""
    return parse_month(text.strip()) or today.replace(day=1)


def month_after(month_on: date) -> date:
    """The first day of the next month."""
    return date(month_on.year + month_on.month // 12, month_on.month % 12 + 1, 1)
