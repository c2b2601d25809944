"""Why a row is refused: one sentence for each kind, in the reader's language."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "nik_numeric": _l("NIK tersimpan sebagai angka: Excel hanya menyimpan 15 digit. Jadikan teks, lalu ketik ulang."),
    "not_a_nik": _l("NIK harus 16 digit angka yang disimpan sebagai teks."),
    "impossible_date": _l("Tanggal “%(value)s” tidak ada di kalender."),
    "two_digit_year": _l("Tahun pada “%(value)s” hanya dua digit. Tulis tahun dengan empat digit."),
    "not_a_date": _l("“%(value)s” bukan tanggal. Tulis seperti 17-08-2025 atau 17 Agustus 2025."),
    "not_a_month": _l("“%(value)s” bukan bulan. Tulis seperti 2025-07 atau Juli 2025."),
    "not_a_number": _l("“%(value)s” bukan angka yang diminta kolom ini."),
    "not_a_sentence": _l("“%(value)s” bukan lama pidana. Tulis seperti 5 Tahun 6 Bulan 10 Hari, Seumur Hidup atau Mati."),
    "two_sentences": _l("Lama Pidana dan kolom Tahun, Bulan, Hari tidak sama. Isi salah satu saja."),
    "unknown_value": _l("“%(value)s” tidak dikenal di kolom ini. Pilihannya: %(choices)s."),
    "missing_required": _l("Kolom ini wajib diisi."),
    "duplicate_register": _l("Nomor register ini sudah dipakai orang lain di baris %(other)s."),
    "duplicate_row": _l("Baris ini bertentangan dengan baris %(other)s tentang hal yang sama."),
    "unknown_register": _l("Nomor register “%(value)s” tidak ada di lembar WBP maupun di Bina."),
    "refused_person": _l("Baris WBP dengan nomor register ini ditolak, jadi baris ini ikut ditolak."),
    "negative_number": _l("“%(value)s” kurang dari nol."),
    "out_of_range": _l("“%(value)s” di luar batas %(low)s sampai %(high)s."),
    "attended_exceeds_scheduled": _l("Hadir ditambah Izin lebih banyak daripada Dijadwalkan (%(scheduled)s)."),
    "end_before_start": _l("Tanggal akhir %(end)s mendahului tanggal awal %(start)s."),
    "overlapping_periods": _l("Masa penahanan ini bertumpang tindih dengan masa yang mulai %(other)s."),
    "formula": _l("Nama tidak boleh diawali tanda = + - @ karena dapat menjadi rumus."),
    "control_character": _l("Teks ini memuat karakter tersembunyi. Ketik ulang tanpa menyalin."),
    "too_long": _l("Teks ini lebih panjang dari %(limit)s karakter."),
    "placed_elsewhere": _l("Orang dengan nomor register ini sudah dipindahkan ke UPT lain."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong cell: the column as the format writes it, the kind, and the values its sentence names."""

    column: str
    kind: str
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The reason in the reader's language."""
        return str(SENTENCES[self.kind]) % self.details if self.details else str(SENTENCES[self.kind])


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused row: Excel's row number and every wrong cell of it, the first in column order being the one that is named."""

    sheet: str
    row: int
    problems: tuple[Problem, ...]

    @property
    def column(self) -> str:
        return self.problems[0].column

    @property
    def kind(self) -> str:
        return self.problems[0].kind

    @property
    def message(self) -> str:
        """All reasons as one text in the reader's language."""
        first, *others = self.problems
        return " ".join([first.sentence, *(f"{problem.column}: {problem.sentence}" for problem in others)])
