"""What a person types to open a round."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from rehab.facilities.labels import HOLIDAY_LABELS
from rehab.plumbing.fields import DateField, EditForm, Form, optional, required
from rehab.wbp.labels import REMISSION_LABELS


def _choices(labels: dict[str, Any]) -> list[tuple[str, Any]]:
    return list(labels.items())


class RoundForm(Form):
    """Kind, day, great day, and the day of a late proposal."""

    kind = SelectField(_l("Jenis remisi"), choices=_choices(REMISSION_LABELS), validators=[required(_l("jenis remisi"))])
    on = DateField(_l("Tanggal"), validators=[required(_l("tanggal"))], description=_l("Contoh: 17-08-2026"))
    holiday = SelectField(
        _l("Hari besar"),
        choices=[("", _l("Tidak ada")), *_choices(HOLIDAY_LABELS)],
        description=_l("Hanya untuk remisi khusus; tanggalnya harus sudah ditetapkan di Pengaturan."),
    )
    late_on = DateField(
        _l("Tanggal usulan susulan"),
        validators=[optional()],
        description=_l("Isi hanya bila remisi ini diusulkan terlambat."),
    )


class ComputeAgainForm(EditForm):
    """A round computed again; only the version the reader saw."""
