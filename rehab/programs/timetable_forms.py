"""What people type about timetables, sessions, covers and days off."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from rehab.access.scope import Scope
from rehab.plumbing.fields import DateField, EditForm, Form, at_most, no_control_characters, optional, parse_date, required
from rehab.programs import queries
from rehab.programs.cancel_actions import CatchUp
from rehab.programs.cover_actions import CoverDetails
from rehab.programs.forms import id_or_none
from rehab.programs.labels import WEEKDAY_LABELS
from rehab.programs.pattern import MOST_WEEKS, Slot

SPARE_ROWS = 5
MOST_ROWS = 30


def reason_field() -> StringField:
    """Why something is done to sessions: asked for always."""
    return StringField(_l("Alasan"), [required(_l("alasan")), at_most(200), no_control_characters])


class ReasonForm(EditForm):
    """Why a session does not take place, or does after all."""

    reason = reason_field()


@dataclass
class SlotRow:
    """One line of the timetable as it was typed; `error` names the box that is wrong."""

    weekday: str = ""
    starts: str = ""
    ends: str = ""
    room: str = ""
    teacher: str = ""
    weeks: str = ""
    first: str = ""
    error: tuple[str, Any] | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.weekday or self.starts or self.ends)


class TimetableForm(EditForm):
    """The hours of a class, several lines at once; a line left empty is no hour."""

    rows: list[SlotRow]
    slots: list[Slot]
    teachers: list[tuple[str, str]]

    def offer(self, scope: Scope, facility_id: int) -> "TimetableForm":
        """Offer the teachers of the facility."""
        self.teachers = [(str(row.id), row.name) for row in queries.instructors_to_choose(scope, facility_id)]
        return self

    def show(self, slots: list[Any]) -> "TimetableForm":
        """Fill the lines with what stands, and some empty ones."""
        self.rows = [_row(slot) for slot in slots]
        self.rows += [SlotRow() for _number in range(SPARE_ROWS)]
        return self

    def read(self, typed: Any) -> bool:
        """Read the lines typed; False where one of them cannot be, with its error beside it."""
        names = ("weekday", "starts", "ends", "room", "teacher", "weeks", "first")
        columns = [typed.getlist(name)[:MOST_ROWS] for name in names]
        # Fields an older form did not have count as empty.
        length = len(columns[0])
        columns = [column + [""] * (length - len(column)) for column in columns]
        self.rows = [SlotRow(*(text.strip()[:100] for text in line)) for line in zip(*columns, strict=False)]
        known = {code for code, _name in self.teachers}
        self.slots = [slot for row in self.rows if not row.is_empty and (slot := _slot(row, known))]
        return self.validate_on_submit() and not any(row.error for row in self.rows)


def _row(slot: Any) -> SlotRow:
    return SlotRow(
        str(slot.weekday), f"{slot.starts_time:%H:%M}", f"{slot.ends_time:%H:%M}", slot.room, str(slot.instructor_id or ""),
        str(slot.every_weeks), f"{slot.first_on:%d-%m-%Y}" if slot.first_on else "",
    )  # fmt: skip


def _slot(row: SlotRow, teachers: set[str]) -> Slot | None:
    starts, ends = parse_time(row.starts), parse_time(row.ends)
    weeks = int(row.weeks) if row.weeks.isdecimal() and len(row.weeks) < 3 else 0 if row.weeks else 1
    first = parse_date(row.first) if row.first else None
    problems = (
        ("weekday", row.weekday not in {str(number) for number in range(len(WEEKDAY_LABELS))}, _l("Pilih hari.")),
        ("starts", starts is None, _l("Isi jam mulai sebagai 13:30.")),
        ("ends", ends is None, _l("Isi jam selesai sebagai 13:30.")),
        ("ends", starts and ends and ends <= starts, _l("Jam selesai harus sesudah jam mulai.")),
        ("weeks", not 1 <= weeks <= MOST_WEEKS, _l("Pilih setiap berapa minggu.")),
        ("first", bool(row.first) and first is None, _l("Isi tanggal sebagai 17-08-2026.")),
        ("first", weeks > 1 and first is None, _l("Isi satu tanggal dalam minggu pertamanya.")),
        ("teacher", bool(row.teacher) and row.teacher not in teachers, _l("Pilih salah satu dari daftar.")),
    )
    row.error = next(((box, sentence) for box, wrong, sentence in problems if wrong), None)
    if row.error or starts is None or ends is None:
        return None
    return Slot(int(row.weekday), starts, ends, row.room, weeks, first, id_or_none(row.teacher))


def parse_time(text: str) -> time | None:
    """Read a typed time: 13:30, 13.30, 1330 or 9; None where it is none."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?|(\d{2})(\d{2})", text)
    if not found:
        return None
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class ClockField(StringField):
    """A time typed as 13:30; data is a time or None."""

    data: Any
    raw_text: str = ""

    def _value(self) -> str:
        return self.raw_text or (self.data.strftime("%H:%M") if isinstance(self.data, time) else "")

    def process_formdata(self, valuelist: Any) -> None:
        self.raw_text = (valuelist[0] if valuelist else "").strip()
        self.data = parse_time(self.raw_text) if self.raw_text else None

    def pre_validate(self, form: Any) -> None:
        if self.raw_text and self.data is None:
            raise ValidationError(_l("Isi jam sebagai 13:30."))


class CatchUpForm(Form):
    """When and where a cancelled session is caught up."""

    held_on = DateField(_l("Tanggal"), [required(_l("tanggal"))])
    starts_time = ClockField(_l("Mulai"), [required(_l("jam mulai"))])
    ends_time = ClockField(_l("Selesai"), [required(_l("jam selesai"))])
    room = StringField(_l("Ruang"), [optional(), at_most(100), no_control_characters])
    instructor_id = SelectField(_l("Pengajar"), [optional()])

    def offer(self, scope: Scope, facility_id: int) -> "CatchUpForm":
        """Offer the teachers of the facility."""
        people = [(str(row.id), row.name) for row in queries.instructors_to_choose(scope, facility_id)]
        self.instructor_id.choices = [("", _l("Pengajar sesi yang digantikan")), *people]  # type: ignore[assignment]
        return self

    @property
    def details(self) -> CatchUp:
        return CatchUp(
            held_on=self.held_on.data, starts_time=self.starts_time.data, ends_time=self.ends_time.data,
            room=self.room.data or "", instructor_id=id_or_none(self.instructor_id.data),
        )  # fmt: skip


class CoverForm(Form):
    """Who teaches a class instead, and when."""

    instructor_id = SelectField(_l("Pengajar pengganti"), [required(_l("pengajar pengganti"))])
    starts_on = DateField(_l("Hari pertama"), [required(_l("hari pertama"))])
    last_on = DateField(_l("Hari terakhir"), [required(_l("hari terakhir"))])
    slot = SelectField(_l("Jam pelajaran"), [optional()])
    reason = reason_field()

    def offer(self, scope: Scope, facility_id: int, hours: list[tuple[str, str]]) -> "CoverForm":
        """Offer the teachers of the facility and the hours of the class."""
        people = [(str(row.id), row.name) for row in queries.instructors_to_choose(scope, facility_id)]
        self.instructor_id.choices = [("", _l("Pilih pengajar")), *people]  # type: ignore[assignment]
        self.slot.choices = [("", _l("Semua jam kelas ini")), *hours]  # type: ignore[assignment]
        return self

    @property
    def details(self) -> CoverDetails:
        weekday, _dot, starts = (self.slot.data or "").partition(".")
        return CoverDetails(
            instructor_id=id_or_none(self.instructor_id.data) or 0, starts_on=self.starts_on.data,
            ends_on=self.last_on.data + timedelta(days=1), weekday=int(weekday) if weekday else None,
            starts_time=parse_time(starts) if starts else None, reason=self.reason.data or "",
        )  # fmt: skip


class DayOffForm(Form):
    """Days without classes of the facility's own."""

    name = StringField(_l("Nama hari libur"), [required(_l("nama hari libur")), at_most(200), no_control_characters])
    first = DateField(_l("Hari pertama"), [required(_l("hari pertama"))])
    last = DateField(
        _l("Hari terakhir"), [optional()], description=_l("Kosongkan bila hanya satu hari. Contoh: 17-08-2026"),
    )  # fmt: skip

    @property
    def days(self) -> tuple[date, date]:
        """First and last day."""
        return self.first.data, self.last.data or self.first.data
