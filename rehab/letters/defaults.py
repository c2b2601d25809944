"""How letters look where a facility has not said otherwise: each value with what it rests on.

No rule of the present ministry was found; what rests on Permenkumham 31/2020 is the former ministry's, and each facility
confirms or changes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

_FORMER = _l("Permenkumham 31/2020 (kementerian terdahulu)")
_LEAST = _l("Permenkumham 31/2020 (kementerian terdahulu), nilai paling kecil")
_LOCAL = _l("Permenkumham 31/2020; F4 menurut aturan setempat")
_NUMBERS = _l("Peraturan ANRI 5/2021; diisi UPT")
_GIVEN = _l("diisi UPT")
_SAMPLES = _l("contoh surat yang dilihat; tidak ada aturan tertulis")


@dataclass(frozen=True, slots=True)
class Setting:
    """One value: its name, what it is, what it is by default, and what that rests on. Lengths in mm, sizes in points."""

    name: str
    label: Any
    default: Any
    rests_on: Any


SETTINGS: tuple[Setting, ...] = (
    Setting("paper_letters", _l("Kertas surat"), "a4", _LOCAL),
    Setting("paper_lists", _l("Kertas daftar (mendatar)"), "a4", _LOCAL),
    Setting("size", _l("Ukuran huruf surat (pt)"), 11, _l("Permenkumham 31/2020: 11 atau 12")),
    Setting("margin_left", _l("Batas kiri (mm)"), 30, _LEAST),
    Setting("margin_right", _l("Batas kanan (mm)"), 20, _LEAST),
    Setting("margin_bottom", _l("Batas bawah (mm)"), 25, _LEAST),
    Setting("margin_top", _l("Batas atas (mm)"), 20, _LEAST),
    Setting("contact", _l("Telepon dan surel pada kop"), "", _GIVEN),
    Setting("number_template", _l("Pola nomor surat"), "", _NUMBERS),
    Setting("counter_start", _l("Nomor urut pertama tiap tahun"), 1, _NUMBERS),
    Setting("nature", _l("Sifat"), "Segera", _SAMPLES),
    Setting("recipient", _l("Tujuan surat usulan"), ["Direktur Jenderal Pemasyarakatan", "di Jakarta"], _SAMPLES),
    Setting("copies", _l("Tembusan"), ["Kepala Kantor Wilayah Direktorat Jenderal Pemasyarakatan"], _SAMPLES),
    Setting("presenter", _l("Yang menyerahkan remisi"), "", _GIVEN),
    Setting("catchword", _l("Kata penyambung di kaki halaman"), True, _FORMER),
    Setting("roman", _l("Lampiran bernomor Romawi"), True, _FORMER),
    Setting("signature_space", _l("Ruang tanda tangan (baris)"), 4, _SAMPLES),
)
BY_NAME = {each.name: each for each in SETTINGS}
# Said on the page, and not to be changed: what else a letter's look rests on.
FIXED: tuple[tuple[Any, Any, Any], ...] = (
    (_l("Huruf"), _l("Arimo (ukuran sama dengan Arial)"), _FORMER),
    (_l("Kop surat dan nama UPT"), _l("diambil dari Pengaturan UPT"), _GIVEN),
    (_l("Tanda tangan elektronik"), _l("di luar Bina: BSrE atau SRIKANDI"), _l("berkas tanpa tanda tangan dibuat di sini")),
)
PLACES = ("nomor", "tahun", "bulan", "romawi")
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def with_defaults(values: Mapping[str, Any], paper: str) -> dict[str, Any]:
    """Every setting with its value; the paper of a facility's own settings stands where none was chosen here."""
    size = "f4" if paper.lower() == "f4" else "a4"
    ours = {each.name: each.default for each in SETTINGS} | {"paper_letters": size, "paper_lists": size}
    return ours | {name: value for name, value in values.items() if name in BY_NAME}


def numbered(template: str, counter: int, year: int, month: int) -> str:
    """A letter's number: {nomor}, {tahun}, {bulan} and {romawi} (the month in Roman numerals) of a template filled in."""
    parts = {"nomor": str(counter), "tahun": str(year), "bulan": f"{month:02}", "romawi": ROMAN_MONTHS[month - 1]}
    text = template
    for name, value in parts.items():
        text = text.replace("{" + name + "}", value)
    return text
