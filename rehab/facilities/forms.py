"""What people type about a facility and about the great days."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField

from rehab.facilities.calendar import DAYS_BEFORE, MOST_DAYS, steps_out_of_order
from rehab.facilities.labels import HOLIDAY_LABELS, STEP_LABELS
from rehab.facilities.models import LEAST_CORRECTION_DAYS, MOST_CORRECTION_DAYS, ZONES
from rehab.plumbing.fields import (
    DateField,
    EditForm,
    Form,
    WholeNumberField,
    at_most,
    no_control_characters,
    optional,
    required,
)


def _days(step: str) -> WholeNumberField:
    described = _l("Hari sebelum hari remisi; %(number)d bila dikosongkan.", number=DAYS_BEFORE[step])
    return WholeNumberField(STEP_LABELS[step], [optional()], least=0, most=MOST_DAYS, description=described)


class FacilityForm(EditForm):
    """Name, zone, address, and what stands on top of the letters of a facility."""

    name = StringField(_l("Nama UPT"), [required(_l("nama UPT")), at_most(200), no_control_characters])
    zone = RadioField(
        _l("Zona waktu"),
        [required(_l("zona waktu"))],
        choices=[(zone, zone) for zone in ZONES],
        description=_l("Jam sesi yang sudah tercatat tetap; jam baru memakai zona ini."),
    )
    city = StringField(_l("Kota"), [optional(), at_most(100)], description=_l("Tempat yang disebut di samping tanggal surat."))
    address = StringField(_l("Alamat"), [optional(), at_most(300)])
    letterhead = TextAreaField(
        _l("Kop surat"),
        [optional(), at_most(600)],
        description=_l("Satu baris untuk tiap baris kop: kementerian, direktorat jenderal, kantor wilayah."),
    )
    head_name = StringField(_l("Nama kepala"), [optional(), at_most(200), no_control_characters])
    head_nip = StringField(_l("NIP kepala"), [optional(), at_most(30)])
    paper = RadioField(_l("Kertas"), choices=[("A4", "A4"), ("F4", "F4 (215 × 330 mm)")])
    correction_days = WholeNumberField(
        _l("Masa perubahan presensi (hari)"),
        [required(_l("masa perubahan presensi"))],
        least=LEAST_CORRECTION_DAYS,
        most=MOST_CORRECTION_DAYS,
        description=_l(
            "Sampai sekian hari setelah sesi, seorang petugas mengubah presensi dengan alasan; sesudahnya perlu petugas kedua."
        ),
    )
    objection_days = WholeNumberField(
        _l("Batas jawaban keberatan (hari)"),
        [optional()],
        least=1,
        most=90,
        description=_l("Dihitung sejak keberatan diterima; 14 bila dikosongkan."),
    )

    days_data = _days("data")
    days_conduct = _days("conduct")
    days_papers = _days("papers")
    days_decree = _days("decree")

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: no step of the calendar comes before the one it follows."""
        if not super().validate(extra_validators):
            return False
        for step in steps_out_of_order(self.days):
            self[f"days_{step}"].errors = [_("Langkah ini jatuh sebelum langkah di atasnya. Isi angka yang lebih kecil.")]
        return not self.errors

    @property
    def days(self) -> dict[str, int | None]:
        """The days of the calendar as they were typed."""
        return {step: self[f"days_{step}"].data for step in DAYS_BEFORE}

    @property
    def lines(self) -> list[str]:
        """The lines of the letterhead, without empty ones."""
        return [line.strip() for line in (self.letterhead.data or "").splitlines() if line.strip()]


class HolidayForm(Form):
    """A great day entered by hand."""

    code = SelectField(_l("Hari besar"), [required(_l("hari besar"))], choices=list(HOLIDAY_LABELS.items()))
    held_on = DateField(_l("Tanggal"), [required(_l("tanggal"))])


class DecreeForm(EditForm):
    """The decree that confirms a great day."""

    decree = StringField(
        _l("Nomor keputusan"),
        [required(_l("nomor keputusan")), at_most(100), no_control_characters],
        description=_l("Keputusan bersama (SKB) yang menetapkan tanggal ini."),
    )
