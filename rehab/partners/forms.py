"""What people type about agencies, their accounts, agreements and action plans."""

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Regexp, ValidationError

from rehab.access.permissions import PARTNER_ROLES, Role
from rehab.access.scope import Scope
from rehab.accounts.labels import role_label
from rehab.facilities.queries import list_facilities
from rehab.partners.actions import AgencyDetails, AgreementDetails, PlanDetails
from rehab.partners.labels import PLAN_STATE_LABELS, plan_state_label
from rehab.partners.states import PLAN_MOVES, next_states
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

MOST_RUPIAH = Decimal("999999999999.99")


class RupiahField(StringField):
    """Rupiah typed as 12500000, 12.500.000 or 12.500.000,50; data is a Decimal, 0 where left empty."""

    raw_text: str = ""
    data: Any

    def _value(self) -> str:
        return self.raw_text or (rupiah_text(self.data) if self.data else "")

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.raw_text = (valuelist[0] if valuelist else "").strip()
        self.data = parse_rupiah(self.raw_text) if self.raw_text else Decimal(0)

    def pre_validate(self, form: Any) -> None:
        if self.data is None or self.data > MOST_RUPIAH:
            raise ValidationError(_l("Isi jumlah rupiah sebagai 12.500.000."))


def parse_rupiah(text: str) -> Decimal | None:
    """Read typed rupiah; None where it is no amount."""
    text = re.sub(r"^[Rr][Pp]\.?\s*", "", text.strip())
    if not re.fullmatch(r"(\d{1,3}(\.\d{3})+|\d{1,15})(,\d{1,2})?", text):
        return None
    return Decimal(text.replace(".", "").replace(",", "."))


def rupiah_text(value: Decimal) -> str:
    """12.500.000, and cents where there are any: as the field is typed, in every language."""
    whole, cents = divmod(value, 1)
    return f"{int(whole):,}".replace(",", ".") + (f",{int(cents * 100):02d}" if cents else "")


class AgencyForm(EditForm):
    """What is written down about an agency; the code is given once."""

    name = StringField(_l("Nama mitra"), [required(_l("nama mitra")), at_most(200), no_control_characters])
    regency = StringField(_l("Kabupaten atau kota"), [optional(), at_most(100), no_control_characters])
    province = StringField(_l("Provinsi"), [optional(), at_most(100), no_control_characters])
    contact_name = StringField(_l("Nama narahubung"), [optional(), at_most(200), no_control_characters])
    contact_phone = StringField(
        _l("Telepon narahubung"),
        [optional(), at_most(40), Regexp(r"^[0-9+() -]*$", message=_l("Isi nomor telepon dengan angka."))],
    )

    @property
    def details(self) -> AgencyDetails:
        return AgencyDetails(
            name=self.name.data or "", regency=self.regency.data or "", province=self.province.data or "",
            contact_name=self.contact_name.data or "", contact_phone=self.contact_phone.data or "",
        )  # fmt: skip


class NewAgencyForm(AgencyForm):
    """A new agency with its code."""

    code = StringField(
        _l("Kode"),
        [
            required(_l("kode")),
            at_most(30),
            Regexp(r"^[A-Za-z0-9-]{2,30}$", message=_l("Kode memakai 2 sampai 30 huruf, angka, atau tanda hubung.")),
        ],
        description=_l("Singkatan yang tetap, misalnya DISDIK."),
    )


class MemberForm(Form):
    """Somebody of an agency who gets an account."""

    name = StringField(_l("Nama lengkap"), person_name(_l("nama lengkap")))
    username = StringField(
        _l("Nama pengguna"),
        [required(_l("nama pengguna")), at_most(60)],
        description=_l("3 sampai 60 huruf kecil, angka, titik, atau garis bawah."),
    )
    role = SelectField(_l("Peran"), choices=[(role.value, role_label(role.value)) for role in (Role.GURU, Role.DINAS)])

    @property
    def chosen_role(self) -> Role:
        return next(role for role in PARTNER_ROLES if role.value == self.role.data)


class AgreementForm(EditForm):
    """What an agreement's paper says."""

    facility_id = SelectField(_l("UPT"), coerce=int)
    number = StringField(_l("Nomor perjanjian"), [required(_l("nomor perjanjian")), at_most(100), no_control_characters])
    title = StringField(_l("Tentang"), [required(_l("isi pokok perjanjian")), at_most(300), no_control_characters])
    starts_on = DateField(_l("Berlaku sejak"), [required(_l("tanggal mulai berlaku"))])
    last_on = DateField(_l("Hari terakhir berlaku"), [optional()])

    def offer(self, scope: Scope, agreement: Any = None) -> "AgreementForm":
        """Offer the facilities within scope; an agreement already written keeps its own, and one alone needs no question."""
        choices = [(row.id, row.name) for row in list_facilities(scope)]
        self.facility_id.choices = choices  # type: ignore[assignment]
        if agreement is not None or len(choices) == 1:
            self.facility_id.data = agreement.facility_id if agreement is not None else choices[0][0]
            self.place_id = self.facility_id.data
            del self.facility_id
        return self

    @property
    def chosen_facility(self) -> int:
        return self.facility_id.data if "facility_id" in self else self.place_id

    @property
    def details(self) -> AgreementDetails:
        assert self.starts_on.data is not None
        ends_on = self.last_on.data + timedelta(days=1) if self.last_on.data else None
        return AgreementDetails(
            number=self.number.data or "", title=self.title.data or "", starts_on=self.starts_on.data, ends_on=ends_on
        )


class PlanItemForm(EditForm):
    """One line of an action plan."""

    title = StringField(_l("Kegiatan"), [required(_l("kegiatan")), at_most(300), no_control_characters])
    target = WholeNumberField(_l("Target"), [required(_l("target"))], most=1_000_000)
    achieved = WholeNumberField(_l("Tercapai"), [optional()], most=1_000_000)
    unit = StringField(
        _l("Satuan"), [optional(), at_most(60), no_control_characters], description=_l("Misalnya orang, kelas, buku.")
    )
    budget = RupiahField(_l("Anggaran"), [optional()])
    spent = RupiahField(_l("Sudah dibelanjakan"), [optional()])
    due_on = DateField(_l("Tenggat"), [optional()])
    state = SelectField(_l("Keadaan"))

    def offer(self, state: str | None, *, any_state: bool = False) -> "PlanItemForm":
        """Offer the present state and those that may follow it (or all of them); a new line has no choice."""
        if state is None:
            del self.state
            return self
        offered = PLAN_STATE_LABELS if any_state else (state, *next_states(PLAN_MOVES, state))
        self.state.choices = [(each, plan_state_label(each)) for each in offered]  # type: ignore[assignment]
        return self

    @property
    def details(self) -> PlanDetails:
        return PlanDetails(
            title=self.title.data or "", unit=self.unit.data or "", target=self.target.data or 0,
            achieved=self.achieved.data or 0, budget=self.budget.data or Decimal(0), spent=self.spent.data or Decimal(0),
            due_on=self.due_on.data,
        )  # fmt: skip
