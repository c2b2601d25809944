"""What a person types about a person; each form ends in the keywords of one action."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Regexp, ValidationError

from rehab.plumbing.fields import (
    DateField,
    EditForm,
    WholeNumberField,
    at_most,
    no_control_characters,
    optional,
    person_name,
    required,
)
from rehab.wbp import labels
from rehab.wbp.models import Detention, Sentence, Wbp

FLAGS = (
    "serving_subsidiary", "fine_paid", "loyalty_pledge", "deradicalised", "justice_collaborator", "prolonged_illness",
    "pre_release_leave", "parole_revoked", "escaped",
)  # fmt: skip


def unknown_or(names: dict[str, Any]) -> list[tuple[str, Any]]:
    """Choices that begin with "Belum diketahui"."""
    return [("", labels.UNKNOWN), *names.items()]


def chosen(message: Any) -> InputRequired:
    """One of the choices must be taken."""
    return InputRequired(message=message)


def text(label: Any, size: int, *more: Any, **kwargs: Any) -> StringField:
    """An optional text of at most `size` characters."""
    return StringField(label, [optional(), at_most(size), no_control_characters, *more], **kwargs)


class YesNoField(RadioField):
    """Ya, Tidak or Belum diketahui; `answer` is True, False or None."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=[("yes", labels.YES), ("no", labels.NO), ("", labels.UNKNOWN)], **kwargs)
        # Templates draw by this name.
        self.type = "RadioField"

    def process_data(self, value: Any) -> None:
        self.data = {True: "yes", False: "no"}.get(value, "")

    @property
    def answer(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.data or "")


def nik_field(label: Any, **kwargs: Any) -> StringField:
    """A NIK of sixteen digits, or nothing."""
    sixteen = Regexp(r"^\d{16}$", message=_l("NIK terdiri dari 16 angka."))
    return StringField(label, [optional(), sixteen], **kwargs)


def no_formula(_form: Any, field: Field) -> None:
    """A text that a spreadsheet would take for a formula."""
    if field.data and field.data[0] in "=+-@":
        raise ValidationError(_l("Isian ini tidak boleh diawali = + - atau @."))


class IdentityForm(EditForm):
    """Who somebody is, and where they sleep."""

    register_no = StringField(
        _l("Nomor register"), [required(_l("nomor register")), at_most(60), no_control_characters, no_formula]
    )
    name = StringField(_l("Nama lengkap"), person_name(_l("nama lengkap")))
    alias = text(_l("Alias"), 200, no_formula)
    nik = nik_field(_l("NIK"))
    remove_nik = BooleanField(_l("Hapus NIK yang tercatat"))
    sex = RadioField(_l("Jenis kelamin"), [chosen(_l("Pilih jenis kelamin."))], choices=list(labels.SEX_LABELS.items()))
    birth_place = text(_l("Tempat lahir"), 100)
    birth_on = DateField(_l("Tanggal lahir"), [required(_l("tanggal lahir"))])
    religion = SelectField(_l("Agama"), choices=unknown_or(labels.RELIGION_LABELS))
    education = SelectField(_l("Pendidikan terakhir"), choices=unknown_or(labels.EDUCATION_LABELS))
    block = text(_l("Blok"), 40)
    cell = text(_l("Kamar"), 40)

    def keep_education(self, stored: str | None) -> None:
        """Offer the schooling an import brought in other words, so that saving does not lose it."""
        if stored and stored not in labels.EDUCATION_LABELS:
            self.education.choices = [*unknown_or(labels.EDUCATION_LABELS), (stored, stored)]

    def values(self) -> dict[str, Any]:
        """The keywords of `correct_identity` beside person, version and NIK."""
        return {
            "register_no": self.register_no.data, "name": self.name.data, "alias": self.alias.data or None,
            "sex": self.sex.data, "birth_place": self.birth_place.data or None, "birth_on": self.birth_on.data,
            "religion": self.religion.data or None, "education": self.education.data or None,
            "block": self.block.data or None, "cell": self.cell.data or None,
        }  # fmt: skip

    @property
    def wanted_nik(self) -> str | None:
        """None leaves the stored NIK, "" removes it."""
        return self.nik.data or ("" if self.remove_nik.data else None)


class AdmitForm(IdentityForm):
    """A new person: identity, status, and since when."""

    status = SelectField(_l("Status"), choices=unknown_or(labels.STATUS_LABELS))
    placed_on = DateField(_l("Tanggal masuk UPT ini"), [required(_l("tanggal masuk"))])
    detained_on = DateField(_l("Ditahan sejak"), [optional()])
    wali_id = SelectField(_l("Wali pemasyarakatan"), default="", choices=[("", _l("Belum ditentukan"))])
    someone_else = BooleanField(_l("Sudah diperiksa: ini orang lain, bukan salah satu di atas"))

    def offer_walis(self, walis: Iterable[Any]) -> None:
        """Let a wali be chosen."""
        self.wali_id.choices = [("", _l("Belum ditentukan")), *((str(user.id), user.name) for user in walis)]


class SentenceForm(EditForm):
    """The sentence in force and the facts of the case."""

    status = SelectField(_l("Status"), choices=unknown_or(labels.STATUS_LABELS))
    kind = SelectField(_l("Jenis pidana"), choices=unknown_or(labels.SENTENCE_KIND_LABELS))
    years = WholeNumberField(_l("Tahun"), [optional()], most=99)
    months = WholeNumberField(_l("Bulan"), [optional()], most=999)
    days = WholeNumberField(_l("Hari"), [optional()], most=9999)
    final_on = DateField(_l("Tanggal putusan berkekuatan tetap (inkracht)"), [optional()])
    offence = SelectField(_l("Perkara"), choices=unknown_or(labels.OFFENCE_LABELS))
    offence_article = text(_l("Pasal"), 200)
    subsidiary_days = WholeNumberField(_l("Subsider (hari)"), [optional()], most=9999)
    serving_subsidiary = YesNoField(_l("Sedang menjalani subsider?"))
    fine_paid = YesNoField(_l("Denda dan uang pengganti lunas?"))
    loyalty_pledge = YesNoField(_l("Sudah ikrar kesetiaan kepada NKRI?"))
    deradicalised = YesNoField(_l("Selesai deradikalisasi?"))
    justice_collaborator = YesNoField(_l("Justice collaborator?"))
    prolonged_illness = YesNoField(_l("Sakit berkepanjangan?"))
    pre_release_leave = YesNoField(_l("Sedang cuti menjelang bebas (CMB)?"))
    parole_revoked = YesNoField(_l("Pembebasan bersyarat dicabut?"))
    escaped = YesNoField(_l("Pernah melarikan diri?"))

    def validate_kind(self, field: Field) -> None:
        endless = field.data in ("seumur_hidup", "mati")
        if endless and any(part.data for part in (self.years, self.months, self.days)):
            raise ValidationError(_l("Pidana ini tidak memakai lama. Kosongkan tahun, bulan, dan hari."))

    def fill(self, person: Wbp, sentence: Sentence | None) -> None:
        """Show what is stored."""
        for name in ("status", "offence", "offence_article", "subsidiary_days", *FLAGS):
            self[name].process_data(getattr(person, name))
        for name in ("kind", "years", "months", "days", "final_on"):
            self[name].process_data(getattr(sentence, name) if sentence else None)
        self.version.data = str(person.version)

    def values(self) -> dict[str, Any]:
        """The keywords of `correct_sentence`."""
        plain = ("years", "months", "days", "final_on", "subsidiary_days")
        texts = ("status", "kind", "offence", "offence_article")
        return (
            {name: self[name].data for name in plain}
            | {name: self[name].data or None for name in texts}
            | {name: getattr(self, name).answer for name in FLAGS}
        )


class DetentionForm(EditForm):
    """A period inside, as registers write it: first day and last day inside."""

    starts_on = DateField(_l("Hari pertama di dalam"), [required(_l("hari pertama"))])
    last_on = DateField(_l("Hari terakhir di dalam"), [optional()], description=_l("Kosongkan bila masih di dalam."))

    def validate_last_on(self, field: Field) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("Hari terakhir tidak boleh sebelum hari pertama."))

    def fill(self, row: Detention) -> None:
        """Show what is stored: its end is the first day outside."""
        self.starts_on.data = row.starts_on
        self.last_on.data = row.last_on
        self.version.data = str(row.version)

    def values(self) -> dict[str, date | None]:
        last = self.last_on.data
        return {"starts_on": self.starts_on.data, "ends_on": last + timedelta(days=1) if last else None}


class RemissionForm(EditForm):
    """A remission received by decree."""

    kind = SelectField(_l("Jenis remisi"), choices=[(code, f"{code} – {name}") for code, name in labels.REMISSION_LABELS.items()])
    granted_on = DateField(_l("Tanggal remisi"), [required(_l("tanggal remisi"))])
    days = WholeNumberField(
        _l("Besaran (hari)"), [required(_l("besaran remisi"))], most=9999, description=_l("1 bulan dihitung 30 hari.")
    )
    decree = text(_l("Nomor SK"), 100)


class ServiceForm(EditForm):
    """A ground for remisi tambahan."""

    ground = SelectField(_l("Dasar"), choices=list(labels.SERVICE_LABELS.items()))
    rendered_on = DateField(_l("Tanggal"), [required(_l("tanggal jasa"))])
    verified = YesNoField(_l("Terverifikasi?"))


class PaperForm(EditForm):
    """One paper: there or not, number, date, scan."""

    state = RadioField(
        _l("Keadaan"), choices=[("present", _l("Ada")), ("missing", _l("Belum ada"))], default="present",
    )  # fmt: skip
    number = text(_l("Nomor surat"), 100)
    dated_on = DateField(_l("Tanggal surat"), [optional()])
    scan = FileField(_l("Pindaian"), description=_l("PDF, JPEG, atau PNG, paling besar 2 MB."))
