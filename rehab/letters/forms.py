"""What people type about letters: how they look, who signs, their numbers, a release, a file of grants."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField, ValidationError

from rehab.accounts.forms import StepUpForm
from rehab.letters.defaults import BY_NAME, PLACES
from rehab.letters.framing import JPEG, PNG, can_be_drawn
from rehab.letters.labels import RECALL_REASON_LABELS, VARIANT_LABELS
from rehab.letters.models import PAPERS
from rehab.plumbing.fields import (
    DateField,
    EditForm,
    Form,
    WholeNumberField,
    at_most,
    no_control_characters,
    optional,
    person_name,
    required,
)

MOST_LOGO_BYTES = 200_000
SIZES = [("a4", "A4"), ("f4", "F4 (215 × 330 mm)")]


def _label(name: str) -> Any:
    return BY_NAME[name].label


def _hint(name: str) -> Any:
    return _l("Dasar: %(basis)s.", basis=BY_NAME[name].rests_on)


def _length(name: str, most: int) -> WholeNumberField:
    """A margin: never less than the rule's least."""
    return WholeNumberField(
        _label(name), [required(_label(name))], least=BY_NAME[name].default, most=most, description=_hint(name)
    )


def _text(name: str, size: int) -> StringField:
    return StringField(_label(name), [optional(), at_most(size), no_control_characters], description=_hint(name))


class SettingsForm(EditForm):
    """Every value of a facility's letters; saving confirms them all."""

    paper_letters = RadioField(_label("paper_letters"), choices=SIZES, description=_hint("paper_letters"))
    paper_lists = RadioField(_label("paper_lists"), choices=SIZES, description=_hint("paper_lists"))
    size = WholeNumberField(_label("size"), [required(_label("size"))], least=11, most=12, description=_hint("size"))
    margin_left = _length("margin_left", 60)
    margin_right = _length("margin_right", 60)
    margin_top = _length("margin_top", 60)
    margin_bottom = _length("margin_bottom", 60)
    contact = _text("contact", 200)
    number_template = StringField(
        _label("number_template"),
        [optional(), at_most(80), no_control_characters],
        description=_l("Misalnya W.32.UM.01.01-{nomor}. Bagian yang diisi: {nomor}, {tahun}, {bulan}, {romawi}."),
    )
    counter_start = WholeNumberField(
        _label("counter_start"), [required(_label("counter_start"))], least=1, most=99_999, description=_hint("counter_start")
    )
    nature = _text("nature", 60)
    recipient = TextAreaField(
        _label("recipient"),
        [required(_label("recipient")), at_most(400)],
        description=_l("Jabatan, bukan nama; satu baris tiap baris."),
    )
    copies = TextAreaField(_label("copies"), [optional(), at_most(800)], description=_l("Satu baris tiap tembusan."))
    presenter = _text("presenter", 200)
    catchword = BooleanField(_label("catchword"), description=_hint("catchword"))
    roman = BooleanField(_label("roman"), description=_hint("roman"))
    signature_space = WholeNumberField(
        _label("signature_space"), [required(_label("signature_space"))], least=3, most=8, description=_hint("signature_space")
    )
    logo = FileField(_l("Lambang di kop (PNG atau JPEG)"), description=_l("Paling besar 200 kB. Kosongkan bila tetap."))
    without_logo = BooleanField(_l("Tanpa lambang"))

    def validate_number_template(self, field: StringField) -> None:
        """A template without the running number would give the same number twice."""
        text = field.data or ""
        if text and "{nomor}" not in text:
            raise ValidationError(_l("Pola harus memuat {nomor}."))
        left = text
        for name in PLACES:
            left = left.replace("{" + name + "}", "")
        if "{" in left or "}" in left:
            raise ValidationError(_l("Pola memuat bagian yang tidak dikenal. Pakai {nomor}, {tahun}, {bulan}, atau {romawi}."))

    def validate_logo(self, field: FileField) -> None:
        """Only a small picture of the two kinds that are drawn, and that a paper with it can be drawn at all."""
        if not field.data:
            return
        content = field.data.read(MOST_LOGO_BYTES + 1)
        field.data.seek(0)
        if len(content) > MOST_LOGO_BYTES or not content.startswith((PNG, JPEG)):
            raise ValidationError(_l("Pilih gambar PNG atau JPEG, paling besar 200 kB."))
        if not can_be_drawn(content):
            raise ValidationError(_l("Gambar ini rusak atau memakai warna cetak (CMYK). Simpan sebagai PNG, lalu pilih lagi."))

    @property
    def values(self) -> dict[str, Any]:
        """The settings by name, lists as lines."""
        found = {name: self[name].data for name in BY_NAME}
        lists = {
            name: [line.strip() for line in (found[name] or "").splitlines() if line.strip()] for name in ("recipient", "copies")
        }
        return {name: "" if value is None else value for name, value in found.items()} | lists

    @property
    def picture(self) -> bytes | None:
        """The new picture; empty to take it away, None to leave it."""
        if self.without_logo.data:
            return b""
        return self.logo.data.read() if self.logo.data else None


class SignatoryForm(Form):
    """Somebody who signs from a day on."""

    office = StringField(_l("Jabatan"), [required(_l("jabatan")), at_most(200), no_control_characters])
    name = StringField(_l("Nama"), person_name(_l("nama")))
    nip = StringField(_l("NIP"), [optional(), at_most(30), no_control_characters])
    variant = RadioField(_l("Cara menandatangani"), choices=list(VARIANT_LABELS.items()), default="own")
    on_behalf_of = StringField(
        _l("Atas nama jabatan"), [optional(), at_most(200), no_control_characters], description=_l("Wajib untuk a.n. dan u.b.")
    )
    starts_on = DateField(_l("Mulai"), [required(_l("tanggal mulai"))])
    ends_on = DateField(_l("Sampai sebelum"), [optional()], description=_l("Hari pertama tidak lagi menandatangani."))

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, and what they say together."""
        sound = bool(super().validate(extra_validators))
        if self.variant.data in ("an", "ub") and not self.on_behalf_of.data:
            self.on_behalf_of.errors = [_l("Isi jabatan yang diwakili.")]
            sound = False
        if self.starts_on.data and self.ends_on.data and self.ends_on.data <= self.starts_on.data:
            self.ends_on.errors = [_l("Tanggal akhir harus sesudah tanggal mulai.")]
            sound = False
        return sound

    @property
    def values(self) -> dict[str, Any]:
        """The keyword arguments of the action."""
        texts = {name: self[name].data or "" for name in ("office", "name", "nip", "variant", "on_behalf_of")}
        return texts | {"starts_on": self.starts_on.data, "ends_on": self.ends_on.data}


class EndForm(EditForm):
    """The day from which somebody signs no longer."""

    ends_on = DateField(_l("Sampai sebelum"), [required(_l("tanggal"))])


class ReserveForm(Form):
    """A number to be reserved."""

    purpose = StringField(_l("Untuk"), [required(_l("untuk apa nomor ini")), at_most(200), no_control_characters])


class ReasonForm(EditForm):
    """Why something is cancelled."""

    reason = StringField(_l("Alasan"), [required(_l("alasan")), at_most(500), no_control_characters])


class RecallForm(EditForm):
    """Why a released paper should be taken back."""

    reason = SelectField(
        _l("Alasan"), [required(_l("alasan"))], choices=[("", _l("Pilih alasan")), *RECALL_REASON_LABELS.items()]
    )
    note = TextAreaField(
        _l("Catatan"),
        [at_most(500), no_control_characters],
        description=_l("Apa yang keliru dan apa yang benar. Wajib bila alasannya lain."),
    )


class DecideRecallForm(StepUpForm, EditForm):
    """The second person's word, confirmed anew."""

    choice = RadioField(
        _l("Keputusan Anda"),
        [required(_l("keputusan"))],
        choices=[("confirm", _l("Cabut kertas ini")), ("decline", _l("Biarkan kertas ini berlaku"))],
    )
    note = TextAreaField(
        _l("Catatan"), [at_most(500), no_control_characters], description=_l("Wajib bila kertas ini dibiarkan berlaku.")
    )


class ReleaseForm(Form):
    """Which paper is released, who signs it, under which number."""

    kind = SelectField(_l("Kertas"), choices=[(each, each) for each in PAPERS])
    hearing_id = SelectField(_l("Sidang TPP"), [optional()])
    signatory_id = SelectField(_l("Penanda tangan"), [optional()])
    number_id = SelectField(_l("Nomor surat"), [optional()], description=_l("Hanya surat usulan memakai nomor surat."))


class GrantsForm(Form):
    """The file of what SDP granted."""

    file = FileField(
        _l("Berkas dari SDP"),
        validators=[FileRequired(message=_l("Pilih berkas yang akan dibandingkan."))],
        description=_l("Excel (.xlsx) dengan kolom Nomor register dan Besaran (hari); Nama, Golongan, Nomor SK bila ada."),
    )
