"""The names of this room's codes as people say them."""

import re
from datetime import date, time
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.plumbing.formatting import short_date
from rehab.programs.pattern import MOST_WEEKS

KIND_LABELS = {
    "paket_a": _l("Kejar Paket A"),
    "paket_b": _l("Kejar Paket B"),
    "paket_c": _l("Kejar Paket C"),
    "literasi": _l("Literasi"),
    "pertanian": _l("Pertanian terpadu"),
    "vokasi": _l("Pelatihan kerja"),
    "kesehatan": _l("Kesehatan"),
    "kerohanian": _l("Kerohanian"),
    "perpustakaan": _l("Perpustakaan"),
    "lainnya": _l("Lainnya"),
}
CLASS_STATE_LABELS = {
    "planned": _l("Direncanakan"),
    "running": _l("Berjalan"),
    "finished": _l("Selesai"),
    "cancelled": _l("Dibatalkan"),
}
SESSION_STATE_LABELS = {
    "planned": _l("Direncanakan"),
    "held": _l("Terlaksana"),
    "cancelled": _l("Dibatalkan"),
}
DAY_OFF_KIND_LABELS = {"nasional": _l("Hari libur nasional"), "upt": _l("Hari libur UPT")}
DAY_OFF_STATE_LABELS = {"perkiraan": _l("Perkiraan"), "ditetapkan": _l("Ditetapkan")}
WEEKDAY_LABELS = (
    _l("Senin"), _l("Selasa"), _l("Rabu"), _l("Kamis"), _l("Jumat"), _l("Sabtu"), _l("Minggu"),
)  # fmt: skip


def kind_label(code: str) -> Any:
    """The name of a kind of programme."""
    return KIND_LABELS.get(code, code)


def class_state_label(code: str) -> Any:
    """The name of a state of a class."""
    return CLASS_STATE_LABELS.get(code, code)


def session_state_label(code: str) -> Any:
    """The name of a state of a session."""
    return SESSION_STATE_LABELS.get(code, code)


def weekday_label(weekday: int) -> Any:
    """The name of a weekday, 0 for Monday."""
    return WEEKDAY_LABELS[weekday]


def weekday_options() -> list[tuple[str, Any]]:
    """The weekdays as a list offers them, Monday first."""
    return [(str(number), label) for number, label in enumerate(WEEKDAY_LABELS)]


def hours(starts_time: time, ends_time: time, zone: str = "") -> str:
    """09.00–11.00 WITA (Indonesian) or 09:00–11:00 WITA (English)."""
    pattern = "%H.%M" if str(get_locale()) == "id" else "%H:%M"
    return f"{starts_time.strftime(pattern)}–{ends_time.strftime(pattern)} {zone}".strip()


def weeks_label(every_weeks: int, first_on: date | None) -> Any:
    """How often an hour comes: every week, or every few weeks since the week of a date."""
    if first_on is None:
        return _("Setiap minggu")
    return _("Setiap %(weeks)d minggu sejak %(day)s", weeks=every_weeks, day=short_date(first_on))


def weeks_options() -> list[tuple[str, Any]]:
    """How often an hour may come, as a list offers it."""
    return [("1", _("Setiap minggu")), *((str(n), _("Setiap %(weeks)d minggu", weeks=n)) for n in range(2, MOST_WEEKS + 1))]


def slots_in_words(slots: list[str]) -> str:
    """A timetable as the audit keeps it ("0 09:00-11:00 [2w 2026-11-23] Aula", …) in words: Senin 09:00-11:00 (…) Aula; …"""
    parts = [slot.partition(" ") for slot in slots]
    return "; ".join(f"{weekday_label(int(weekday))} {_WEEKS.sub(_weeks, rest)}" for weekday, _space, rest in parts)


_WEEKS = re.compile(r"\[(\d)w (\d{4}-\d{2}-\d{2})\]")


def _weeks(found: re.Match[str]) -> str:
    return f"({str(weeks_label(int(found[1]), date.fromisoformat(found[2]))).lower()})"


FIELD_LABELS = {
    "name": _l("Nama"),
    "kind": _l("Jenis"),
    "agency_id": _l("Mitra"),
    "agreement_id": _l("Perjanjian"),
    "description": _l("Uraian"),
    "least_education": _l("Pendidikan paling sedikit"),
    "sex": _l("Untuk"),
    "active": _l("Masih ditawarkan"),
    "user_id": _l("Akun guru"),
    "capacity": _l("Kapasitas"),
    "starts_on": _l("Hari pertama"),
    "ends_on": _l("Batas akhir"),
    "room": _l("Ruang"),
    "target_completions": _l("Target lulusan"),
    "instructor_id": _l("Pengajar"),
}


def field_label(name: str) -> Any:
    """The name of a field in a history."""
    return FIELD_LABELS.get(name, name or _l("Keadaan"))
