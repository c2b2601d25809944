"""The names of codes that a person's page needs, from the rooms they belong to."""

from typing import Any

from flask_babel import gettext as _

from rehab.attendance.labels import mark_label
from rehab.conduct.labels import discipline_label, risk_label
from rehab.enrolment.labels import state_label
from rehab.remisi.labels import MILESTONE_LABELS, outcome_label, round_label
from rehab.wbp import labels as wbp


def length_words(sentence: Any) -> str:
    """The length of a sentence as it is written: 5 tahun 6 bulan 10 hari."""
    if sentence is None or sentence.kind is None:
        return _("Belum ada putusan yang tercatat")
    if sentence.kind in ("seumur_hidup", "mati"):
        return str(wbp.sentence_kind_label(sentence.kind))
    parts = [
        _("%(n)d tahun", n=sentence.years) if sentence.years else "",
        _("%(n)d bulan", n=sentence.months) if sentence.months else "",
        _("%(n)d hari", n=sentence.days) if sentence.days else "",
    ]
    return " ".join(part for part in parts if part) or _("Lama pidana belum diisi")


LABELS: dict[str, Any] = {
    "milestone_labels": MILESTONE_LABELS,
    "mark_label": mark_label,
    "discipline_label": discipline_label,
    "risk_label": risk_label,
    "enrolment_label": state_label,
    "outcome_label": outcome_label,
    "round_label": round_label,
    "sex_label": wbp.sex_label,
    "religion_label": wbp.religion_label,
    "education_label": wbp.education_label,
    "status_label": wbp.status_label,
    "offence_label": wbp.offence_label,
    "end_reason_label": wbp.end_reason_label,
    "remission_label": wbp.remission_label,
    "yes_no_label": wbp.yes_no_label,
    "length_words": length_words,
}
