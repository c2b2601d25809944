"""What people type about an objection, and what answers it."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField

from rehab.objections.labels import DATE_NAMES, RAISER_LABELS, RESULT_LABELS
from rehab.plumbing.fields import ChosenField, DateField, EditForm, Form, at_most, person_name, required
from rehab.remisi.exports import round_title
from rehab.remisi.labels import date_label

LONGEST = 4000
ROUND, DATE = "round:", "date:"


class ObjectionForm(Form):
    """What somebody objects to, who says so, when it came in, and who answers."""

    about = SelectField(_l("Tentang apa"), [required(_l("tentang apa keberatan ini"))])
    raised_by = RadioField(_l("Diajukan oleh"), [required(_l("siapa yang mengajukan"))], choices=list(RAISER_LABELS.items()))
    raised_name = StringField(_l("Nama yang mengajukan"), person_name(_l("nama yang mengajukan")))
    text = TextAreaField(
        _l("Isi keberatan"),
        [required(_l("isi keberatan")), at_most(LONGEST)],
        description=_l("Tulis seperti yang dikatakan. Setelah disimpan, isi ini tidak dapat diubah atau dihapus."),
    )
    received_on = DateField(_l("Diterima tanggal"), [required(_l("tanggal diterima"))])
    answerer_id = ChosenField(_l("Dijawab oleh"), prompt=_l("Pilih petugas."))

    def offer(self, rounds: Iterable[Any], people: Iterable[Any]) -> None:
        """What can be chosen: the rounds the person is in, the dates, and the officers who may answer."""
        titles = [(f"{ROUND}{each.id}", round_title(each)) for each in rounds]
        dates = [(f"{DATE}{name}", _("Tanggal: %(name)s", name=date_label(name))) for name in DATE_NAMES]
        self.about.choices = [("", _("Pilih putaran atau tanggal.")), *titles, *dates]
        self.answerer_id.offer((user.id, user.name) for user in people)

    def values(self) -> dict[str, Any]:
        """The keywords of `record_objection` that are typed."""
        about = self.about.data or ""
        return {
            "round_id": int(about.removeprefix(ROUND)) if about.startswith(ROUND) else None,
            "date_name": about.removeprefix(DATE) if about.startswith(DATE) else "",
            "raised_by": self.raised_by.data, "raised_name": self.raised_name.data, "text": self.text.data,
            "received_on": self.received_on.data, "answerer_id": self.answerer_id.data,
        }  # fmt: skip


class AnswerForm(EditForm):
    """The answer, as the person will read it."""

    result = RadioField(_l("Hasil"), [required(_l("hasil"))], choices=list(RESULT_LABELS.items()))
    answer = TextAreaField(
        _l("Jawaban"),
        [required(_l("jawaban")), at_most(LONGEST)],
        description=_l("Sebut alasan dan dasarnya. Jawaban yang sudah disimpan tidak dapat diubah."),
    )


class NameForm(EditForm):
    """Another named person."""

    answerer_id = ChosenField(_l("Dijawab oleh"), prompt=_l("Pilih petugas."))

    def offer(self, people: Iterable[Any]) -> None:
        """The officers who may answer."""
        self.answerer_id.offer((user.id, user.name) for user in people)
