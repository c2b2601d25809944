"""What a person types about conduct; each form ends in the keywords of one action."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from rehab.conduct import labels
from rehab.conduct.actions import Score
from rehab.plumbing.fields import DateField, EditForm, at_most, no_control_characters, optional, required

NUMBER = re.compile(r"\d{1,3}([.,]\d{1,2})?")


@dataclass
class ScoreSheet:
    """The typed grid: scores to record, what was typed, and errors, by person id."""

    scores: dict[int, Score] = field(default_factory=dict)
    typed: dict[int, str] = field(default_factory=dict)
    errors: dict[int, Any] = field(default_factory=dict)


def read_sheet(sent: MultiDict[str, str]) -> ScoreSheet:
    """The cells `score-<id>` with `version-<id>`; an empty cell leaves what is stored, a wrong one is an error there."""
    sheet = ScoreSheet()
    for name, text in sent.items():
        key = name.removeprefix("score-")
        if key == name or not key.isdecimal() or len(key) > 9 or not text.strip():
            continue
        wbp_id, typed = int(key), text.strip()[:20]
        sheet.typed[wbp_id] = typed
        value = read_score(typed)
        if value is None:
            sheet.errors[wbp_id] = _l("Isi angka 0 sampai 100, misalnya 82,5.")
            continue
        seen = sent.get(f"version-{key}", "")
        sheet.scores[wbp_id] = Score(value, int(seen) if seen.isdecimal() and len(seen) < 9 else 0)
    return sheet


def read_score(text: str) -> Decimal | None:
    """A score of 0 to 100 with at most two decimals, comma or point; None where it is none."""
    if not NUMBER.fullmatch(text):
        return None
    value = Decimal(text.replace(",", "."))
    return value if value <= 100 else None


class RiskForm(EditForm):
    """A risk assessment."""

    assessed_on = DateField(_l("Tanggal asesmen"), [required(_l("tanggal asesmen"))])
    level = RadioField(
        _l("Tingkat risiko"), [InputRequired(message=_l("Pilih tingkat risiko."))], choices=list(labels.RISK_LABELS.items())
    )
    reason = StringField(_l("Alasan perubahan"), [optional(), at_most(300), no_control_characters])


class DisciplineForm(EditForm):
    """An entry of Register F."""

    level = SelectField(_l("Tingkat hukuman"), choices=list(labels.DISCIPLINE_LABELS.items()))
    starts_on = DateField(_l("Mulai"), [required(_l("tanggal mulai"))])
    ends_on = DateField(_l("Selesai"), [optional()], description=_l("Kosongkan bila masih berjalan."))
    forfeits_until = DateField(_l("Hak hilang sampai"), [optional()], description=_l("Kosongkan bila tidak ada hak yang hilang."))
    note = TextAreaField(_l("Uraian pelanggaran"), [optional(), at_most(500), no_control_characters])
    reason = StringField(_l("Alasan perubahan"), [optional(), at_most(300), no_control_characters])

    def validate_ends_on(self, value: Field) -> None:
        if value.data and self.starts_on.data and value.data < self.starts_on.data:
            raise ValidationError(_l("Tanggal selesai tidak boleh sebelum tanggal mulai."))

    def validate_forfeits_until(self, value: Field) -> None:
        if value.data and self.starts_on.data and value.data < self.starts_on.data:
            raise ValidationError(_l("Tanggal ini tidak boleh sebelum tanggal mulai."))


class RemoveForm(EditForm):
    """Why an entry goes."""

    reason = StringField(_l("Alasan penghapusan"), [required(_l("alasan penghapusan")), at_most(300), no_control_characters])
