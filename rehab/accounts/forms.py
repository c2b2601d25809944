"""What people type about accounts: signing in, their own password and phone, and other people's accounts."""

from typing import Any, ClassVar, Self

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo

from rehab.access.permissions import PARTNER_ROLES, Role
from rehab.access.scope import Scope
from rehab.accounts.labels import role_label
from rehab.facilities.queries import list_facilities
from rehab.plumbing.fields import EditForm, Form, person_name, required


class SigninForm(Form):
    """Name and password."""

    username = StringField(
        _l("Nama pengguna"), [required(_l("nama pengguna"))], render_kw={"autocomplete": "username", "autocapitalize": "none"}
    )
    password = PasswordField(_l("Kata sandi"), [required(_l("kata sandi"))], render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class CodeForm(Form):
    """The present code of the authenticator, or a recovery code."""

    code = StringField(
        _l("Kode"),
        [required(_l("kode"))],
        description=_l("Enam angka yang sedang tampil di aplikasi autentikator, atau satu kode pemulihan."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none"},
    )


class PasswordForm(Form):
    """One's own new password."""

    current = PasswordField(
        _l("Kata sandi sekarang"), [required(_l("kata sandi sekarang"))], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        _l("Kata sandi baru"),
        [required(_l("kata sandi baru"))],
        description=_l("Paling sedikit 12 huruf. Beberapa kata yang tidak berhubungan lebih kuat daripada satu kata yang rumit."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("Kata sandi baru, sekali lagi"),
        [required(_l("kata sandi baru sekali lagi")), EqualTo("new", _l("Kedua kata sandi baru harus sama."))],
        render_kw={"autocomplete": "new-password"},
    )


class SecondFactorForm(Form):
    """The first code of a new authenticator; the password too where it replaces another."""

    code = StringField(
        _l("Kode enam angka"),
        [required(_l("kode enam angka"))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class ReplaceFactorForm(SecondFactorForm):
    """A new authenticator in the place of the present one."""

    password = PasswordField(_l("Kata sandi"), [required(_l("kata sandi"))], render_kw={"autocomplete": "current-password"})


class UserForm(EditForm):
    """The account of somebody else: name, role and place."""

    unchosen: ClassVar[list[tuple[str, Any]]] = []
    name = StringField(_l("Nama lengkap"), person_name(_l("nama lengkap")))
    role = SelectField(_l("Peran"), [required(_l("peran"))])
    facility_id = SelectField(
        _l("UPT"), description=_l("Admin, kantor wilayah, dan auditor boleh tanpa UPT: mereka menjangkau semua UPT.")
    )

    def offer(self, scope: Scope, *, partner: bool = False) -> Self:
        """Fill the choices with what this reader may give out; a partner's account stays a partner's."""
        roles = [role for role in Role if (role in PARTNER_ROLES) == partner]
        self.role.choices = [*self.unchosen, *((role.value, role_label(role.value)) for role in roles)]
        places = [(str(row.id), row.name) for row in list_facilities(scope)]
        everywhere = [("", _l("Semua UPT"))] if scope.facility_ids is None and not partner else []
        self.facility_id.choices = [("", _l("Lewat mitra"))] if partner else everywhere + places
        return self

    @property
    def place(self) -> int | None:
        """The chosen facility's id, or None."""
        text = self.facility_id.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else None


class NewUserForm(UserForm):
    """A new account. Which role is chosen each time: none is given by default."""

    unchosen: ClassVar[list[tuple[str, Any]]] = [("", _l("Pilih peran"))]
    username = StringField(
        _l("Nama pengguna"),
        [required(_l("nama pengguna"))],
        description=_l("Huruf kecil, angka, titik, atau garis bawah; paling sedikit 3."),
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )


class StepUpForm(Form):
    """A deed confirmed anew: the password, or a code of the authenticator of those who have one (step_up.FIELD)."""

    step_up = PasswordField(_l("Kata sandi Anda"), render_kw={"autocomplete": "current-password"})

    def ask_for_code(self) -> None:
        """Ask for a code of the authenticator, of those who have one."""
        self.step_up.label.text = _l("Kode autentikator")
        self.step_up.description = _l("Enam angka yang sedang tampil, atau satu kode pemulihan. Satu kode hanya berlaku sekali.")
        self.step_up.render_kw = {"autocomplete": "one-time-code"}
