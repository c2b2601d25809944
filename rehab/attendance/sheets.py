"""The register on paper: empty boxes in a fixed order, a number and a picture that lead back to its session."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import segno
from flask import current_app, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from rehab.attendance.labels import REASONS
from rehab.attendance.letters import STATUSES, letters_in_words, reasons_in_words
from rehab.attendance.registers import Register
from rehab.attendance.rows import Line, lines_of
from rehab.plumbing.documents import render_pdf
from rehab.plumbing.errors import Refusal
from rehab.plumbing.formatting import clock_time, day, long_date, moment

DOTS = "." * 20
PRINTED_AHEAD = timedelta(days=7)
MOST_REGISTERS = 250


class NothingToPrint(Refusal):
    """No session of the days asked for takes place."""

    status = 404
    message = _l("Tidak ada sesi yang dapat dicetak pada hari itu. Pilih hari lain.")


class TooManyToPrint(Refusal):
    """One file would hold more registers than anybody prints at once."""

    message = _l("Lebih dari %(most)s daftar untuk satu berkas. Pilih satu program, lalu cetak lagi.", most=MOST_REGISTERS)


def to_print(sessions: Iterable[Any]) -> list[Any]:
    """Those of some sessions that take place. Raises NothingToPrint, TooManyToPrint."""
    kept = [each for each in sessions if each.state != "cancelled"]
    if not kept:
        raise NothingToPrint()
    if len(kept) > MOST_REGISTERS:
        raise TooManyToPrint()
    return kept


@dataclass(frozen=True, slots=True)
class Imprint:
    """What ties a printed register to its session: the number in figures and in words, the order's code, the address."""

    number: int
    words: str
    code: str
    address: str

    @property
    def picture(self) -> Markup:
        """The QR picture of the address as SVG without style attributes."""
        # Drawn here from our own address; nothing of it comes from a reader.
        return Markup(segno.make(self.address, error="m").svg_inline(omitsize=True, border=4))  # noqa: S704


def order_code(session_id: int, lines: Iterable[Line]) -> str:
    """Six letters that change with the people on a register and their order, so that an outdated print is noticed."""
    order = f"{session_id}:{','.join(str(line.wbp_id) for line in lines)}"
    return hashlib.sha256(order.encode()).hexdigest()[:6].upper()


def imprint_of(session_id: int, lines: Sequence[Line]) -> Imprint:
    """What a print of these lines carries; the address is the public one."""
    code = order_code(session_id, lines)
    root = current_app.config["SETTINGS"].public_url.rstrip("/")
    path = url_for("overview.typed_back", session_id=session_id, sheet=code)
    return Imprint(session_id, digits_in_words(session_id), code, f"{root}{path}")


def digits_in_words(number: int) -> str:
    """A number digit by digit, as it is read out: 120 is "satu dua nol"."""
    names = [
        _("nol"), _("satu"), _("dua"), _("tiga"), _("empat"), _("lima"), _("enam"), _("tujuh"), _("delapan"), _("sembilan"),
    ]  # fmt: skip
    return " ".join(names[int(digit)] for digit in str(number))


def registers_pdf(
    registers: Sequence[Register], facility: Any, *, at: datetime, reasons: Sequence[str] = tuple(REASONS)
) -> bytes:  # fmt: skip
    """Printed registers of one facility in one file, each with its own page numbers."""
    return render_pdf("list", paper_of(registers, facility, at=at, reasons=reasons), lang=str(get_locale()), at=at)


def paper_of(registers: Sequence[Register], facility: Any, *, at: datetime, reasons: Sequence[str]) -> dict[str, Any]:
    """The data of printed registers (plumbing.documents, list.typ). `reasons` are those that are offered by number."""
    notes = [letters_in_words(), _("Nomor alasan bagi yang tidak hadir: %(reasons)s", reasons=reasons_in_words(reasons))]
    return {
        "title": _("Daftar hadir"),
        "paper": facility.paper.lower(),
        "kop": {"lines": list(facility.letterhead), "unit": facility.name, "contact": facility.address},
        "papers": [_one_paper(each, facility, notes, at) for each in registers],
        "demo": current_app.config["DEMO"],
    }


def _one_paper(register: Register, facility: Any, notes: Sequence[str], at: datetime) -> dict[str, Any]:
    session, lines = register.session, lines_of(register)
    imprint = imprint_of(session.id, lines)
    return {
        "subtitle": [f"{session.cohort.programme.name} · {session.cohort.name}", day(session.held_on)],
        "foot": foot_of(session, imprint),
        "facts": [
            [_("Waktu"), hours(session, register.zone)],
            [_("Tempat"), session.room or session.cohort.room or "–"],
            [_("Pengajar"), teacher_of(session)],
            [_("Dicetak"), moment(at, register.zone)],
        ],
        "corner": {"bytes": _svg(imprint), "format": "svg", "alt": _("Kode QR ke halaman salin sesi ini"), "caption": [
            _("Sesi nomor %(number)s", number=imprint.number), imprint.words, _("Kode lembar %(code)s", code=imprint.code),
        ]},
        "sections": [{
            "numbered": True,
            "row_height_mm": 7.5,
            "notes": notes,
            "columns": _columns(),
            "rows": [[line.listed, line.number, line.place, *("" for _each in STATUSES), ""] for line in lines],
            "empty": _("Belum ada peserta."),
        }],
        "closing": _("Daftar ini memuat %(count)s orang.", count=len(lines)),
        "statement": _("Salin daftar ini ke Bina setelah sesi selesai."),
        "signatures": [
            {"office": _("Pengajar"), "name": teacher_of(session)},
            {"place_date": f"{facility.city or facility.name}, {DOTS}", "office": _("Petugas"), "name": DOTS},
        ],
    }  # fmt: skip


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Nama"), "width": "2fr"}, {"label": _("Nomor register"), "width": "1.3fr"},
        {"label": _("Kamar"), "width": "16mm"},
        *({"label": letter, "width": "7.5mm", "align": "center", "box": True} for letter in STATUSES),
        {"label": _("Alasan, catatan"), "width": "1.4fr"},
    ]  # fmt: skip


def _svg(imprint: Imprint) -> bytes:
    drawn = io.BytesIO()
    segno.make(imprint.address, error="m").save(drawn, kind="svg", omitsize=True, border=4)
    return drawn.getvalue()


def foot_of(session: Any, imprint: Imprint) -> str:
    """What every page of a print says at its foot, should its pages come apart."""
    names = {"number": imprint.number, "code": imprint.code, "cohort": session.cohort.name, "day": long_date(session.held_on)}
    return _("Daftar hadir · sesi %(number)s · kode %(code)s · %(cohort)s, %(day)s", **names)


def teacher_of(session: Any) -> str:
    """Who teaches a session; a dash where nobody is named."""
    return session.instructor.name if session.instructor else "–"


def hours(session: Any, zone: str) -> str:
    """09.00–11.00 WITA."""
    start = clock_time(session.starts_at, zone).removesuffix(f" {zone}")
    return f"{start}–{clock_time(session.ends_at, zone)}"
