"""What the loader of the law refuses, as clear sentences."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.remisi_rules.errors import LawDataError

# In the order in which they are tried: the loader's words → what a person must know. Names are the groups of the pattern.
SENTENCES: tuple[tuple[str, Any], ...] = (
    (r"not a YAML file", _l("Naskah ini bukan YAML yang benar: periksa titik dua, spasi di awal baris, dan tanda kutip.")),
    (r"whole number from 0 up", _l("Nilainya harus angka bulat, paling kecil nol.")),
    (r"must be a score|score: ", _l("Nilainya harus angka dari 0 sampai 100.")),
    (r"decimal between 0 and 1", _l("Nilainya harus bagian dari seluruhnya, dari 0 sampai 100 persen.")),
    (r"fraction between 0 and 1", _l("Nilainya harus pecahan antara nol dan satu, misalnya 1/3.")),
    (r"must be true or false", _l("Nilainya harus ya atau tidak.")),
    (r"must be one of (?P<words>.+)$", _l("Nilainya harus salah satu dari: %(words)s.")),
    (r"must be a list of names", _l("Bagian ini harus berisi daftar nama.")),
    (r"must be a list of (?P<words>.+)$", _l("Nilainya harus daftar yang berisi: %(words)s.")),
    (
        r"long_offences and long_from_days",
        _l("Perkara yang bergantung pada lama pidana (long_offences) dan lamanya (long_from_days) harus disebut bersama."),
    ),
    (
        r"long_offences stands beside",
        _l(
            "Perkara yang bergantung pada lama pidana (long_offences) melengkapi offences: "
            "sebut di situ perkara yang selalu terkena."
        ),
    ),
    (r"names .*twice|stands twice", _l("Ada yang disebut dua kali. Sisakan satu.")),
    (r"not a date|must be a date|a date is required", _l("Tanggalnya tidak ada dalam kalender. Tulis sebagai 2026-08-17.")),
    (r"does not come after", _l("Tanggal berlaku harus berurutan, dan tidak boleh dua kali sama.")),
    (r"cannot begin before (?P<day>[\d-]+)", _l("Rancangan tidak dapat mulai sebelum hari pertama aturan ini.")),
    (
        r"parameters missing|no such parameter",
        _l("Aturan itu tidak dikenal mesin hitung. Pilih dari daftar, atau minta pemrogram menambahkannya."),
    ),
    (r"unknown unit", _l("Satuannya tidak dikenal.")),
    (r"unit must stay (?P<unit>\w+)", _l("Satuannya tidak boleh diubah: tetap %(unit)s.")),
    (r"unknown key (?P<words>.+)$", _l("Ada kunci yang tidak dikenal: %(words)s.")),
    (r"lacks (?P<words>.+)$", _l("Ada yang belum ditulis: %(words)s.")),
    (r"must be a text", _l("Ada teks yang kosong.")),
    (r"must be a mapping", _l("Bagian ini harus berisi kunci dan nilai.")),
    (r"holds no parameters|has no values", _l("Naskah ini tidak memuat aturan atau nilai.")),
    (r"confidence must be", _l("Keyakinan harus A, B, atau C.")),
    (r"confidence C needs", _l("Keyakinan C harus disertai pertanyaannya.")),
    (r"reference is missing", _l("Dasar hukumnya belum ditulis.")),
    (r"leaves a gap", _l("Ada masa tanpa nilai. Tulis bahwa aturan itu tidak berlaku pada masa itu.")),
    (r"no other reading", _l("Mesin hitung hanya mengenal satu cara membaca aturan ini. Minta pemrogram menambahkannya.")),
    (r"used on .* not in force", _l("Syarat lain memakai aturan ini, padahal aturan ini tidak berlaku pada hari itu.")),
    (r"nothing uses it|none of its kinds|in vain", _l("Aturan ini menyebut sesuatu yang tidak berlaku pada hari itu.")),
    (r"two stand beside", _l("Dua dokumen diminta untuk satu syarat yang sama.")),
    (r"a child has none or two", _l("Seorang anak harus mempunyai tepat satu jenis remisi dari setiap kelompok.")),
    (r"names either its kinds", _l("Tulis jenis remisinya atau syarat yang disertainya, jangan keduanya.")),
    (r"must always have a value", _l("Aturan ini harus selalu mempunyai nilai.")),
    (r"uses must stay|family and amount must stay", _l("Cara menghitung tidak dapat diubah lewat rancangan. Minta pemrogram.")),
    (r"cannot compute", _l("Dengan nilai itu tidak ada yang dapat dihitung.")),
)  # fmt: skip


def refusal_words(refused: LawDataError) -> str:
    """A refusal of the loader in the reader's language."""
    text = str(refused)
    for pattern, sentence in SENTENCES:
        if found := re.search(pattern, text):
            groups = found.groupdict()
            return str(sentence) % groups if groups else str(sentence)
    return _("Rancangan ini tidak dapat dipakai: %(reason)s.", reason=text)
