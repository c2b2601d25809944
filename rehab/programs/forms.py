"""What people type about programmes, teachers and classes."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from rehab.access.scope import Scope
from rehab.partners import queries as partners
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
from rehab.programs import queries
from rehab.programs.actions import ClassDetails, InstructorDetails, ProgrammeDetails
from rehab.programs.labels import KIND_LABELS
from rehab.wbp.labels import EDUCATION_LABELS


def id_or_none(text: str | None) -> int | None:
    """The id chosen in a list; None for its empty line."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


class ProgrammeForm(EditForm):
    """What is offered."""

    name = StringField(_l("Nama program"), [required(_l("nama program")), at_most(200), no_control_characters])
    kind = SelectField(_l("Jenis"), choices=list(KIND_LABELS.items()))
    agency_id = SelectField(_l("Mitra"), [optional()])
    agreement_id = SelectField(
        _l("Perjanjian"), [optional()], description=_l("Perjanjian dengan mitra itu yang menaungi program ini.")
    )
    description = TextAreaField(_l("Uraian"), [optional(), at_most(2000)])
    least_education = SelectField(_l("Pendidikan paling sedikit"), [optional()])
    sex = RadioField(_l("Untuk"), choices=[("", _l("Semua")), ("L", _l("Laki-laki")), ("P", _l("Perempuan"))], default="")
    active = BooleanField(_l("Masih ditawarkan"), default=True)

    def offer(self, scope: Scope) -> "ProgrammeForm":
        """Offer the agencies, agreements and levels of schooling to choose from."""
        agencies, agreements = partners.list_agencies(scope), partners.list_agreements(scope)
        own = [("", _l("Tanpa mitra (program UPT sendiri)"))]
        self.agency_id.choices = own + [(str(row.id), row.name) for row in agencies]  # type: ignore[assignment]
        papers = [(str(row.id), f"{row.agency.name}: {row.number}") for row in agreements]
        self.agreement_id.choices = [("", _l("Tanpa perjanjian")), *papers]  # type: ignore[assignment]
        self.least_education.choices = [("", _l("Tidak ada syarat")), *EDUCATION_LABELS.items()]  # type: ignore[assignment]
        return self

    @property
    def details(self) -> ProgrammeDetails:
        return ProgrammeDetails(
            name=self.name.data or "", kind=self.kind.data, agency_id=id_or_none(self.agency_id.data),
            agreement_id=id_or_none(self.agreement_id.data), description=self.description.data or "",
            least_education=self.least_education.data or None, sex=self.sex.data or None, active=bool(self.active.data),
        )  # fmt: skip


class InstructorForm(EditForm):
    """A teacher, with or without an account."""

    name = StringField(_l("Nama pengajar"), person_name(_l("nama pengajar")))
    agency_id = SelectField(_l("Mitra asal"), [optional()])
    user_id = SelectField(
        _l("Akun guru mitra"),
        [optional()],
        description=_l("Dengan akun, pengajar mencatat kehadiran kelasnya sendiri lewat portal mitra."),
    )
    active = BooleanField(_l("Masih mengajar"), default=True)

    def offer(self, scope: Scope) -> "InstructorForm":
        """Offer the agencies and the teachers' accounts to choose from."""
        agencies = [(str(row.id), row.name) for row in partners.list_agencies(scope)]
        self.agency_id.choices = [("", _l("Petugas UPT atau perorangan")), *agencies]  # type: ignore[assignment]
        accounts = [(str(row.id), f"{row.name} ({row.username})") for row in partners.list_teachers(scope)]
        self.user_id.choices = [("", _l("Tanpa akun")), *accounts]  # type: ignore[assignment]
        return self

    @property
    def details(self) -> InstructorDetails:
        return InstructorDetails(
            name=self.name.data or "",
            agency_id=id_or_none(self.agency_id.data),
            user_id=id_or_none(self.user_id.data),
            active=bool(self.active.data),
        )


class ClassForm(EditForm):
    """A class of a programme."""

    name = StringField(_l("Nama kelas"), [required(_l("nama kelas")), at_most(200), no_control_characters])
    instructor_id = SelectField(_l("Pengajar"), [optional()])
    capacity = WholeNumberField(_l("Kapasitas"), [required(_l("kapasitas"))], least=1, most=1000)
    target_completions = WholeNumberField(_l("Target lulusan"), [optional()], most=1000)
    starts_on = DateField(_l("Hari pertama"), [required(_l("hari pertama"))])
    last_on = DateField(_l("Hari terakhir"), [required(_l("hari terakhir"))])
    room = StringField(_l("Ruang"), [optional(), at_most(100), no_control_characters])

    def offer(self, scope: Scope, facility_id: int, present: Any = None) -> "ClassForm":
        """Offer the teachers of the facility; one who no longer teaches stays on offer for the class they have."""
        people = queries.instructors_to_choose(scope, facility_id)
        if present is not None and present.id not in {row.id for row in people}:
            people = [present, *people]
        choices = [(str(row.id), row.name) for row in people]
        self.instructor_id.choices = [("", _l("Belum ditentukan")), *choices]  # type: ignore[assignment]
        return self

    @property
    def details(self) -> ClassDetails:
        assert self.starts_on.data is not None and self.last_on.data is not None and self.capacity.data is not None
        return ClassDetails(
            name=self.name.data or "", capacity=self.capacity.data, starts_on=self.starts_on.data,
            ends_on=self.last_on.data + timedelta(days=1), room=self.room.data or "",
            target_completions=self.target_completions.data or 0, instructor_id=id_or_none(self.instructor_id.data),
        )  # fmt: skip


def last_day(ends_on: date) -> date:
    """The last day of a period whose end is excluded."""
    return ends_on - timedelta(days=1)
