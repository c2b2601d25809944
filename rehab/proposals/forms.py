"""What a person types for each step of the path, with the batch it is over and the code or password that confirms it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from rehab.accounts.forms import StepUpForm
from rehab.plumbing.fields import DateField, Form, at_most, no_control_characters, required
from rehab.proposals.labels import LEAVE_OUT_REASONS, OVERRIDE_REASONS
from rehab.proposals.models import Hearing

MOST_MEMBERS = 40


def _choices(labels: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("", _l("Pilih alasan")), *labels.items()]


def _note(label: Any, size: int = 500, **kwargs: Any) -> TextAreaField:
    return TextAreaField(label, [at_most(size), no_control_characters], **kwargs)


def _text(label: Any, name: Any, size: int, **kwargs: Any) -> StringField:
    return StringField(label, [required(name), at_most(size), no_control_characters], **kwargs)


class ActForm(StepUpForm):
    """The batch as the page showed it, and the officer's own confirmation."""

    people = HiddenField()
    hash = HiddenField()


class PrepareForm(ActForm):
    """What is suggested of the batch."""

    choice = RadioField(
        _l("Usulan"),
        choices=[
            ("as_computed", _l("Menurut hitungan: yang memenuhi diusulkan, yang lain tidak")),
            ("leave_out", _l("Tidak mengusulkan yang memenuhi, dengan alasan")),
            ("propose", _l("Mengusulkan juga yang menurut hitungan tidak memenuhi, dengan alasan dan dokumen")),
        ],
        default="as_computed",
    )
    leave_reason = SelectField(
        _l("Alasan tidak mengusulkan"),
        choices=_choices(LEAVE_OUT_REASONS),
        description=_l("Hanya bila Anda memilih tidak mengusulkan yang memenuhi."),
    )
    override_reason = SelectField(
        _l("Alasan mengusulkan juga"),
        choices=_choices(OVERRIDE_REASONS),
        description=_l("Hanya bila Anda memilih mengusulkan juga."),
    )
    document = StringField(
        _l("Dokumen dasar"),
        [at_most(200), no_control_characters],
        description=_l("Hanya bila Anda memilih mengusulkan juga: jenis, nomor, dan tanggal dokumen yang membuktikan."),
    )
    note = _note(_l("Catatan"))


class VerifyForm(ActForm):
    """A second officer's word."""


class RecommendForm(ActForm):
    """What a hearing recommends."""

    hearing_id = SelectField(_l("Sidang TPP"), [required(_l("sidang TPP"))])
    choice = RadioField(
        _l("Hasil sidang untuk yang dipilih"),
        choices=[
            ("as_proposed", _l("Sesuai usulan")),
            ("propose", _l("Direkomendasikan untuk diusulkan")),
            ("leave_out", _l("Direkomendasikan untuk tidak diusulkan")),
        ],
        default="as_proposed",
    )
    note = _note(_l("Alasan bila berbeda dari usulan"))


class DecideForm(ActForm):
    """The head's decision."""

    choice = RadioField(
        _l("Keputusan untuk yang dipilih"),
        choices=[
            ("as_recommended", _l("Mengikuti rekomendasi TPP")),
            ("propose", _l("Mengusulkan")),
            ("leave_out", _l("Tidak mengusulkan, dengan alasan")),
        ],
        default="as_recommended",
    )
    leave_reason = SelectField(
        _l("Alasan tidak mengusulkan"),
        choices=_choices(LEAVE_OUT_REASONS),
        description=_l("Hanya bila Anda memilih tidak mengusulkan."),
    )
    note = _note(_l("Catatan"), description=_l("Wajib bila mengusulkan berbeda dari rekomendasi TPP."))


class SendBackForm(ActForm):
    """Why the work begins again."""

    reason = TextAreaField(_l("Alasan mengembalikan"), [required(_l("alasan")), at_most(500), no_control_characters])


class SendForm(ActForm):
    """The letter to Ditjenpas."""

    letter = _text(_l("Nomor surat"), _l("nomor surat"), 100)
    sent_on = DateField(_l("Tanggal dikirim"), [required(_l("tanggal dikirim"))])


class GrantForm(ActForm):
    """The decree; the days of each person stand in the table."""

    number = _text(_l("Nomor SK"), _l("nomor SK"), 100)
    dated_on = DateField(_l("Tanggal SK"), [required(_l("tanggal SK"))])


class HandOverForm(ActForm):
    """The day of the handing over."""

    handed_on = DateField(_l("Tanggal penyerahan"), [required(_l("tanggal penyerahan"))])


class EnterForm(ActForm):
    """Nothing but the confirmation."""


FORMS: dict[str, type[ActForm]] = {
    "prepare": PrepareForm, "verify": VerifyForm, "recommend": RecommendForm, "decide": DecideForm, "send": SendForm,
    "grant": GrantForm, "hand_over": HandOverForm, "enter": EnterForm,
}  # fmt: skip


def offer_hearings(form: RecommendForm, hearings: list[tuple[Hearing, int]]) -> None:
    """Let one of these hearings be chosen, the newest first."""
    form.hearing_id.choices = [(str(each.id), f"{each.number}, {each.held_on:%d-%m-%Y}") for each, _number in hearings]


class HearingForm(Form):
    """A session of the TPP."""

    number = _text(_l("Nomor sidang"), _l("nomor sidang"), 100)
    held_on = DateField(_l("Tanggal sidang"), [required(_l("tanggal sidang"))])
    place = StringField(_l("Tempat"), [at_most(200), no_control_characters])
    present = TextAreaField(
        _l("Anggota yang hadir"),
        [required(_l("anggota yang hadir")), at_most(4000), no_control_characters],
        description=_l("Satu orang satu baris, ketua lebih dahulu: nama; jabatan."),
        render_kw={"rows": 6},
    )
    absent = TextAreaField(
        _l("Anggota yang tidak hadir"),
        [at_most(4000), no_control_characters],
        description=_l("Satu orang satu baris: nama; jabatan."),
    )
    minutes = TextAreaField(_l("Notula"), [at_most(5000), no_control_characters], render_kw={"rows": 8})

    def members(self) -> list[dict[str, Any]]:
        """Everybody who belongs to the TPP, those present first, in the order they were typed."""
        found = []
        for field, present in ((self.present, True), (self.absent, False)):
            for line in (field.data or "").splitlines()[:MOST_MEMBERS]:
                name, _, office = (part.strip() for part in line.partition(";"))
                if name:
                    found.append({"name": name[:200], "office": office[:200], "present": present})
        return found

    def fields_of_hearing(self) -> dict[str, Any]:
        """What is recorded of a hearing, as its actions take it."""
        texts = {"number": self.number.data or "", "place": self.place.data or "", "minutes": self.minutes.data or ""}
        return texts | {"held_on": self.held_on.data, "members": self.members()}


class CorrectHearingForm(HearingForm):
    """A hearing put right: it carries what the officer saw."""

    seen = HiddenField()
    reason = TextAreaField(_l("Alasan perbaikan"), [required(_l("alasan perbaikan")), at_most(500), no_control_characters])

    def show(self, hearing: Hearing, seen: str) -> "CorrectHearingForm":
        """Fill the form with a hearing as it is recorded now."""
        self.number.data, self.held_on.data, self.place.data = hearing.number, hearing.held_on, hearing.place
        for field, present in ((self.present, True), (self.absent, False)):
            rows = [each for each in hearing.members if each["present"] is present]
            field.data = "\n".join("; ".join(part for part in (each["name"], each["office"]) if part) for each in rows)
        self.minutes.data, self.seen.data = hearing.minutes, seen
        return self


class WithdrawForm(ActForm):
    """The violation, as Register F has it."""

    discipline_id = SelectField(_l("Catatan Register F"), [required(_l("catatan Register F"))])
    reason = TextAreaField(_l("Alasan penarikan"), [required(_l("alasan penarikan")), at_most(500), no_control_characters])


class DecideWithdrawalForm(ActForm):
    """The second person's word on a withdrawal."""

    choice = RadioField(
        _l("Keputusan"),
        choices=[("confirm", _l("Setujui: usulan ditarik")), ("decline", _l("Tolak: usulan tetap berjalan"))],
        validators=[required(_l("keputusan"))],
    )
    note = _note(_l("Catatan"), description=_l("Wajib bila menolak."))
