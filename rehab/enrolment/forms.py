"""What people type about those who take part."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from rehab.enrolment.labels import END_REASON_LABELS
from rehab.plumbing.fields import DateField, EditForm, Form, at_most, no_control_characters, optional, required

# "selesai" is completion, "pindah" and "bebas" follow from registration when the person leaves.
CHOSEN_REASONS = ("mundur", "disiplin", "sakit", "lainnya")
LONGEST_PASTE = 40_000


class NumbersForm(Form):
    """Register numbers pasted from elsewhere, one a line."""

    numbers = TextAreaField(
        _l("Nomor register"), [required(_l("nomor register")), at_most(LONGEST_PASTE)], description=_l("Satu nomor tiap baris.")
    )

    @property
    def lines(self) -> list[str]:
        return (self.numbers.data or "").splitlines()


class EnrolForm(EditForm):
    """From when, and what happens to those for whom there is no place."""

    starts_on = DateField(_l("Ikut mulai"), [required(_l("tanggal mulai ikut"))])
    waiting = BooleanField(_l("Bila kelas penuh, masukkan ke daftar tunggu"))


class CompleteForm(Form):
    """The last day of those who finish."""

    last_on = DateField(_l("Hari terakhir ikut"), [required(_l("hari terakhir ikut"))])


class SuspendForm(EditForm):
    """From when somebody is suspended, and why."""

    on = DateField(_l("Ditangguhkan mulai"), [required(_l("tanggal mulai ditangguhkan"))])
    reason = StringField(_l("Alasan"), [required(_l("alasan")), at_most(300), no_control_characters])


class DayForm(EditForm):
    """From when somebody takes part (again)."""

    on = DateField(_l("Ikut mulai"), [required(_l("tanggal mulai ikut"))])


class WithdrawForm(EditForm):
    """The last day of somebody who leaves, and why."""

    last_on = DateField(_l("Hari terakhir ikut"), [required(_l("hari terakhir ikut"))])
    reason = SelectField(_l("Alasan"), choices=[(code, END_REASON_LABELS[code]) for code in CHOSEN_REASONS])
    note = StringField(_l("Catatan"), [optional(), at_most(300), no_control_characters])


def ids_of(texts: list[str]) -> list[int]:
    """The ids among the values of ticked boxes; what is no id is left out."""
    return [int(text) for text in texts if text.isdecimal() and len(text) < 10]


def put(form: Any, name: str, message: Any) -> None:
    """Show a refusal beside a field."""
    field = getattr(form, name)
    field.errors = [*field.errors, message]
