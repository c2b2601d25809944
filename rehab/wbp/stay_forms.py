"""What a person types about where somebody is: absences, leaving, coming back, and the wali."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, TextAreaField, TimeField
from wtforms.validators import ValidationError

from rehab.plumbing import clock
from rehab.plumbing.fields import DateField, EditForm, Form, at_most, optional, required
from rehab.wbp import labels
from rehab.wbp.forms import chosen, no_formula, text

CLOCK = ["%H:%M", "%H.%M"]


class AbsenceForm(EditForm):
    """Where somebody is instead of in class."""

    kind = SelectField(_l("Jenis"), choices=list(labels.ABSENCE_LABELS.items()))
    from_on = DateField(_l("Mulai tanggal"), [required(_l("tanggal mulai"))])
    from_time = TimeField(_l("Jam mulai"), [optional()], format=CLOCK, description=_l("Kosong berarti 00.00."))
    to_on = DateField(_l("Selesai tanggal"), [optional()], description=_l("Kosongkan bila belum selesai."))
    to_time = TimeField(_l("Jam selesai"), [optional()], format=CLOCK, description=_l("Kosong berarti sampai akhir hari itu."))
    note = text(_l("Catatan"), 200)

    def values(self, zone: str) -> dict[str, Any]:
        """The keywords of `record_absence`, instants from wall-clock times in the facility's zone."""
        start, end = self.from_time.data, self.to_time.data
        first, last = self.from_on.data, self.to_on.data
        starts_at = clock.instant(first, start.hour if start else 0, start.minute if start else 0, zone)
        ends_at = None
        if last:
            ends_at = (
                clock.instant(last, end.hour, end.minute, zone) if end else clock.instant(last + timedelta(days=1), 0, 0, zone)
            )
        return {"kind": self.kind.data, "starts_at": starts_at, "ends_at": ends_at, "note": self.note.data or ""}

    def fill(self, row: Any, zone: str) -> None:
        """Show what is stored, as wall-clock times of the zone."""
        self.kind.data, self.note.data, self.version.data = row.kind, row.note, str(row.version)
        for instant, day, hour in ((row.starts_at, self.from_on, self.from_time), (row.ends_at, self.to_on, self.to_time)):
            local: datetime | None = instant.astimezone(clock.ZONES[zone]) if instant else None
            day.data, hour.data = (local.date(), local.time()) if local else (None, None)


class DepartForm(Form):
    """Why and when somebody leaves."""

    seen_stay = HiddenField()
    reason = RadioField(
        _l("Apa yang terjadi?"), [chosen(_l("Pilih apa yang terjadi."))], choices=list(labels.END_REASON_LABELS.items())
    )
    on = DateField(_l("Tanggal"), [required(_l("tanggal"))], description=_l("Hari pertama orang ini tidak lagi di sini."))
    to_facility = SelectField(_l("UPT tujuan (bila pindah)"), default="")
    register_no = text(
        _l("Nomor register di UPT tujuan"), 60, no_formula, description=_l("Kosongkan untuk memakai nomor yang sekarang.")
    )
    note = TextAreaField(_l("Catatan, nomor surat"), [optional(), at_most(500)])

    def offer_destinations(self, places: Iterable[tuple[int, str]]) -> None:
        """Let a facility be chosen, or one outside this installation."""
        listed = [(str(each), name) for each, name in places]
        self.to_facility.choices = [("", _l("Pilih UPT tujuan")), *listed, ("0", _l("UPT lain yang belum memakai Bina"))]

    def validate_to_facility(self, field: Field) -> None:
        if self.reason.data == "pindah" and not field.data:
            raise ValidationError(_l("Pilih UPT tujuan."))


class ReadmitForm(Form):
    """Coming back: recaptured, sentenced anew, sent back."""

    on = DateField(_l("Tanggal masuk kembali"), [required(_l("tanggal masuk"))])
    register_no = text(_l("Nomor register"), 60, no_formula, description=_l("Kosongkan untuk memakai nomor yang lama."))
    block = text(_l("Blok"), 40)
    cell = text(_l("Kamar"), 40)
    opens_detention = BooleanField(_l("Masa penahanan baru mulai pada tanggal ini"), default=True)
    note = TextAreaField(_l("Catatan"), [optional(), at_most(500)])


class WaliForm(Form):
    """One wali for many people."""

    wali_id = SelectField(_l("Wali pemasyarakatan"))

    def offer_walis(self, walis: Iterable[Any]) -> None:
        """Let a wali be chosen, or none."""
        self.wali_id.choices = [*((str(user.id), user.name) for user in walis), ("0", _l("Tanpa wali"))]
