"""What people type about exams and certificates: one form for a whole class."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField

from rehab.outcomes.actions import CertificateDetails, Result
from rehab.outcomes.labels import CERTIFICATE_KIND_LABELS
from rehab.outcomes.models import CERTIFICATE_KINDS
from rehab.plumbing.fields import (
    BIDI_AND_CONTROL,
    DateField,
    EditForm,
    Form,
    at_most,
    no_control_characters,
    required,
)

# What the choice of a result sends; an empty one is nobody's judgement yet.
PASSED = {"": None, "yes": True, "no": False}
LONGEST_NUMBER = 100


@dataclass
class Grid:
    """What was typed for each person of a class, as it was typed, and what is wrong with it."""

    values: dict[int, dict[str, str]] = field(default_factory=dict)
    errors: dict[int, Any] = field(default_factory=dict)

    def value(self, wbp_id: int, name: str, default: str = "") -> str:
        """The text typed for one person, else what stands there now."""
        return self.values.get(wbp_id, {}).get(name, default)

    def read(self, sent: Mapping[str, str], wbp_ids: Iterable[int], names: Iterable[str]) -> "Grid":
        """Take the fields `name-<id>` of these people from a form."""
        for wbp_id in wbp_ids:
            self.values[wbp_id] = {name: sent.get(f"{name}-{wbp_id}", "").strip() for name in names}
        return self

    def results(self) -> list[Result]:
        """The results typed; a wrong one is told in `errors` and left out."""
        found = []
        for wbp_id, typed in self.values.items():
            score = parse_score(typed["score"])
            if typed["score"] and score is None:
                self.errors[wbp_id] = _l("Isi nilai 0 sampai 100, misalnya 78,5.")
                continue
            seen = typed["version"]
            version = int(seen) if seen.isdecimal() and len(seen) < 10 else None
            found.append(Result(wbp_id, score, PASSED.get(typed["passed"]), version))
        return found

    def numbers(self) -> dict[int, str]:
        """The certificate numbers typed, by person; a wrong one is told in `errors`."""
        found = {}
        for wbp_id, typed in self.values.items():
            if not typed["number"]:
                continue
            if len(typed["number"]) > LONGEST_NUMBER or BIDI_AND_CONTROL.search(typed["number"]):
                self.errors[wbp_id] = _l("Nomor paling banyak 100 huruf dan tanpa huruf yang tidak terlihat.")
            found[wbp_id] = typed["number"]
        return found


def parse_score(text: str) -> Decimal | None:
    """Read a typed score (78, 78,5 or 78.5); None where it is none between 0 and 100 with at most two decimals."""
    try:
        score = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not score.is_finite() or not 0 <= score <= 100:
        return None
    return score if score == round(score, 2) else None


class ExamForm(Form):
    """An exam of a class; the results stand in the grid beside it."""

    title = StringField(
        _l("Nama ujian"),
        [required(_l("nama ujian")), at_most(200), no_control_characters],
        description=_l("Misalnya Ujian akhir semester 1 atau Uji kompetensi menjahit."),
    )
    held_on = DateField(_l("Tanggal ujian"), [required(_l("tanggal ujian"))])


class CorrectionForm(Form):
    """Why results are being corrected; not asked where only new ones are added."""

    reason = StringField(_l("Alasan perbaikan"), [at_most(200), no_control_characters])


class CertificatesForm(Form):
    """What stands on the certificates of a class beside each number."""

    kind = SelectField(_l("Jenis"), choices=[(kind, CERTIFICATE_KIND_LABELS[kind]) for kind in CERTIFICATE_KINDS])
    title = StringField(_l("Nama sertifikat"), [required(_l("nama sertifikat")), at_most(200), no_control_characters])
    issuer = StringField(_l("Penerbit"), [required(_l("penerbit")), at_most(200), no_control_characters])
    issued_on = DateField(_l("Tanggal terbit"), [required(_l("tanggal terbit"))])

    @property
    def details(self) -> CertificateDetails:
        assert self.issued_on.data is not None
        return CertificateDetails(
            kind=self.kind.data or "", title=" ".join((self.title.data or "").split()),
            issuer=" ".join((self.issuer.data or "").split()), issued_on=self.issued_on.data,
        )  # fmt: skip


class CertificateForm(EditForm, CertificatesForm):
    """One certificate being corrected."""

    number = StringField(_l("Nomor"), [required(_l("nomor")), at_most(LONGEST_NUMBER), no_control_characters])
    reason = TextAreaField(_l("Alasan perbaikan"), [required(_l("alasan perbaikan")), at_most(200), no_control_characters])


class RemovalForm(EditForm):
    """Why a certificate is taken away."""

    reason = StringField(_l("Alasan menghapus"), [required(_l("alasan menghapus")), at_most(200), no_control_characters])
