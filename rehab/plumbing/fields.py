"""The form base and the field types that every room shares."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

MONTHS = [
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
]
BIDI_AND_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_BUILT_IN = {
    "Not a valid integer value.": _l("Isi angka bulat."),
    "Not a valid decimal value.": _l("Isi angka."),
    "Not a valid choice.": _l("Pilih salah satu dari daftar."),
    "Not a valid choice": _l("Pilih salah satu dari daftar."),
    "This field is required.": _l("Isian ini wajib."),
    "Invalid Choice: could not coerce.": _l("Pilih salah satu dari daftar."),
    "Not a valid time value.": _l("Isi jam sebagai 13:30."),
    "Field must be equal to %(other_name)s.": _l("Kedua isian harus sama."),
}


class _Sentences:
    """WTForms' own messages in the reader's language (it ships none in Indonesian)."""

    def gettext(self, string: str) -> Any:
        return str(_BUILT_IN.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> Any:
        return str(_l("Isian ini terlalu panjang atau terlalu pendek."))


class Form(FlaskForm):
    """A form of the house: CSRF, texts stripped, messages in the reader's language."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return _Sentences()

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            filters = unbound_field.kwargs.get("filters", [])
            if issubclass(unbound_field.field_class, StringField) and unbound_field.field_class is not DateField:
                filters = [*filters, strip]
            return unbound_field.bind(form=form, filters=filters, **options)


class EditForm(Form):
    """A form over an existing row: it carries the version the reader saw."""

    version = HiddenField(default="1")

    @property
    def seen_version(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


def strip(value: Any) -> Any:
    """Cut the spaces round a typed text."""
    return value.strip() if isinstance(value, str) else value


class Filled(InputRequired):
    """Something must be typed, and spaces are nothing."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.raw_data and isinstance(field.raw_data[0], str) and not field.raw_data[0].strip():
            field.raw_data = [""]
        super().__call__(form, field)


def required(label: Any) -> InputRequired:
    """The field must be filled; the message names it."""
    return Filled(message=_l("Isi %(label)s.", label=label))


def at_most(size: int) -> Length:
    """A text of at most `size` characters."""
    return Length(max=size, message=_l("Paling banyak %(size)d huruf.", size=size))


def no_control_characters(_form: Any, field: Field) -> None:
    """Refuse characters that are invisible or turn the writing direction."""
    if field.data and BIDI_AND_CONTROL.search(field.data):
        raise ValidationError(_l("Isian ini memuat huruf yang tidak terlihat. Ketik ulang."))


def person_name(label: Any) -> list[Any]:
    """Validators of a person's name: filled, at most 200 characters, no formula, no invisible characters."""
    return [required(label), at_most(200), no_control_characters, _no_formula]


def _no_formula(_form: Any, field: Field) -> None:
    if field.data and field.data[0] in "=+-@":
        raise ValidationError(_l("Nama tidak boleh diawali = + - atau @."))


class DateField(StringField):
    """A date typed as 17-08-2026 (also 17/08/2026, 17.08.2026, 2026-08-17, 17 Agustus 2026); data is a date or None."""

    data: Any
    raw_text: str = ""

    def _value(self) -> str:
        return self.raw_text or (self.data.strftime("%d-%m-%Y") if isinstance(self.data, date) else "")

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.raw_text = (valuelist[0] if valuelist else "").strip()
        self.data = parse_date(self.raw_text) if self.raw_text else None

    def pre_validate(self, form: Any) -> None:
        if self.raw_text and self.data is None:
            raise ValidationError(_l("Isi tanggal sebagai 17-08-2026."))


class MonthField(StringField):
    """A month typed as 2026-08 or 08-2026; data is its first day or None."""

    data: Any
    raw_text: str = ""

    def _value(self) -> str:
        return self.raw_text or (self.data.strftime("%m-%Y") if isinstance(self.data, date) else "")

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.raw_text = (valuelist[0] if valuelist else "").strip()
        self.data = parse_month(self.raw_text) if self.raw_text else None

    def pre_validate(self, form: Any) -> None:
        if self.raw_text and self.data is None:
            raise ValidationError(_l("Isi bulan sebagai 08-2026."))


class ChosenField(SelectField):
    """One row of several by its id; nothing is chosen beforehand, so that nobody is chosen unseen."""

    def __init__(self, label: Any = None, *, prompt: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=int, **kwargs)
        self.prompt = prompt

    def offer(self, rows: Iterable[tuple[int, str]]) -> None:
        """What can be chosen, after the prompt."""
        self.choices = [(0, self.prompt), *rows]

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if not validation_stopped and not self.data:
            raise ValidationError(self.prompt)


class WholeNumberField(IntegerField):
    """A whole number from `least` to `most`."""

    def __init__(self, label: Any = None, validators: Any = None, *, least: int = 0, most: int = 9999, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.least, self.most = least, most

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not self.least <= self.data <= self.most:
            raise ValidationError(_l("Isi angka %(least)d sampai %(most)d.", least=self.least, most=self.most))


def parse_date(text: str) -> date | None:
    """Read a typed date; None where it is no possible date between 1900 and 2100."""
    found = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2}|[A-Za-z]+)[-/. ](\d{4})", text.strip())
    parts = (found[3], found[2], found[1]) if found else None
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip()):
        parts = (iso[1], iso[2], iso[3])
    if parts is None:
        return None
    month_number = int(parts[1]) if parts[1].isdecimal() else _month_number(parts[1])
    try:
        value = date(int(parts[0]), month_number, int(parts[2]))
    except ValueError:
        return None
    return value if 1900 <= value.year <= 2100 else None


def _month_number(word: str) -> int:
    names = [index for index, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word.lower())]
    return names[0] if names else 0


def parse_month(text: str) -> date | None:
    """Read a typed month (2026-08, 08-2026, 08/2026); None where it is none."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        return parse_date(f"{found[1]}-{found[2]}-01")
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{4})", text):
        return parse_date(f"{found[2]}-{found[1]}-01")
    return None


def optional() -> Optional:
    """The field may be left empty."""
    return Optional()
