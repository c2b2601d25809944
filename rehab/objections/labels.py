"""The names of this room's codes as people say them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.objections.models import Objection
from rehab.remisi.labels import EXPIRY, MILESTONE_LABELS, date_label

RAISER_LABELS = {"wbp": _l("Warga binaan sendiri"), "keluarga": _l("Keluarga"), "kuasa_hukum": _l("Kuasa hukum")}
RESULT_LABELS = {
    "accepted": _l("Diterima: yang keliru diperbaiki"),
    "refused": _l("Ditolak dengan alasan"),
    "explained": _l("Dijelaskan"),
}
DATE_NAMES = (*MILESTONE_LABELS, EXPIRY)


def subject_words(objection: Objection, round_title: str | None) -> str:
    """What an objection is about."""
    if objection.about == "round":
        return round_title or _("Putaran remisi")
    return _("Tanggal: %(name)s", name=date_label(objection.date_name))


def raiser_label(code: str) -> Any:
    """Who raised it."""
    return RAISER_LABELS.get(code, code)


def result_label(code: str | None) -> Any:
    """How it was answered."""
    return RESULT_LABELS.get(code or "", _l("Belum dijawab"))
