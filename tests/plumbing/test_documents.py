"""Papers: what a reader finds on them, and what must never get onto them."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rehab.config import ROOT
from rehab.plumbing import documents
from rehab.plumbing.documents import DocumentError, clean_text, render_pdf
from rehab.plumbing.typst_child import embedded_faces

FONTS = next((folder for folder in (documents.FONTS, ROOT / "node_modules/@expo-google-fonts/arimo") if folder.is_dir()), None)
AT = datetime(2026, 8, 17, 3, 0, tzinfo=UTC)

needs_fonts = pytest.mark.skipif(FONTS is None, reason="the typeface Arimo is not built: run `make assets`")
needs_reader = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is missing: install poppler-utils")
pytestmark = needs_fonts

KOP = {
    "lines": ["KEMENTERIAN CONTOH", "DIREKTORAT JENDERAL CONTOH"],
    "unit": "RUTAN CONTOH WONOREJO",
    "contact": "Jalan Contoh 1, Wonorejo",
}
SIGNATURE = {
    "place_date": "Wonorejo, 17 Agustus 2026",
    "office": ["a.n. Kepala", "Kepala Subseksi"],
    "name": "PEJABAT SATU",
    "nip": "19800101",
}


def a_list(people: int = 3, **changes) -> dict:
    columns = [{"label": "Nama lengkap", "width": "2fr"}, {"label": "Besaran", "width": "30mm", "align": "right"}]
    rows = [[f"ORANG KE-{index}", "1 bulan"] for index in range(1, people + 1)]
    data = {
        "title": "Daftar Calon Remisi",
        "kop": KOP,
        "facts": [["UPT", "Rutan Contoh"], ["Keadaan data", "Senin, 17 Agustus 2026 pukul 10.00 WIB"], ["Saringan", "Blok C"]],
        "sections": [{"columns": columns, "rows": rows}],
        "closing": f"Daftar ini memuat {people} orang.",
        "signatures": [SIGNATURE],
    }
    return data | changes


def a_letter(**changes) -> dict:
    data = {
        "title": "Penjelasan",
        "kop": KOP,
        "number": "W.1-77",
        "references": [["Nomor", "W.1-77"], ["Sifat", "Biasa"], ["Lampiran", "2 berkas"], ["Hal", "Penjelasan"]],
        "place_date": "Wonorejo, 17 Agustus 2026",
        "to": ["Kepala Kantor Wilayah", "di Kota Contoh"],
        "body": ["Paragraf pembuka.", "Paragraf penutup."],
        "signatures": [SIGNATURE],
        "copies": ["Arsip"],
        "attachments": [
            {"title": "Daftar satu", "landscape": True, "columns": [{"label": "Nama"}], "rows": [["ORANG KE-1"]]},
            {"title": "Daftar dua", "columns": [{"label": "Nama"}], "rows": [["ORANG KE-2"]]},
        ],
    }
    return data | changes


def pdf_of(template: str, data: dict, lang: str = "id") -> bytes:
    return render_pdf(template, data, lang=lang, at=AT, fonts=FONTS)


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return read.stdout.decode().split("\f")[:-1]


def appear_in_order(text: str, *wanted: str) -> bool:
    places = [text.find(each) for each in wanted]
    return -1 not in places and places == sorted(places)


@needs_reader
def test_a_list_has_head_title_facts_rows_and_signature_in_this_order(tmp_path):
    (text,) = pages_of(pdf_of("list", a_list()), tmp_path)
    assert appear_in_order(
        text, "KEMENTERIAN CONTOH", "DIREKTORAT JENDERAL CONTOH", "RUTAN CONTOH WONOREJO", "Jalan Contoh 1",
        "Daftar Calon Remisi", "Rutan Contoh", "pukul 10.00 WIB", "Blok C", "No.", "ORANG KE-1", "ORANG KE-3",
        "memuat 3 orang", "bukan kanal resmi", "a.n. Kepala", "PEJABAT SATU", "19800101", "halaman 1 dari 1",
    )  # fmt: skip


@needs_reader
def test_the_head_row_and_the_page_count_stand_on_every_page(tmp_path):
    pages = pages_of(pdf_of("list", a_list(150)), tmp_path)
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "Nama lengkap" in page
        assert f"halaman {number} dari {len(pages)}" in page
    assert re.search(r"^\s*150\s+ORANG KE-150\s+1 bulan", pages[-1], re.MULTILINE)


@needs_reader
def test_the_signature_never_stands_without_the_last_two_rows(tmp_path):
    for people in range(24, 46, 2):
        last = next(page for page in pages_of(pdf_of("list", a_list(people)), tmp_path) if "PEJABAT SATU" in page)
        assert f"ORANG KE-{people} " in last
        assert f"ORANG KE-{people - 1} " in last


@needs_reader
@pytest.mark.parametrize("people", [0, 1])
def test_a_list_of_nobody_and_of_one_is_complete(tmp_path, people):
    text = "".join(pages_of(pdf_of("list", a_list(people)), tmp_path))
    assert ("Tidak ada." in text) is (people == 0)
    assert "PEJABAT SATU" in text


@needs_reader
def test_text_of_people_is_never_markup_and_cannot_be_reordered(tmp_path):
    data = a_list()
    hostile = "#panic() *tebal* $x$ @ref \u202eTERBALIK\u202c \u200b\x07𝕏😀"
    data["sections"][0]["rows"] = [[hostile, "=1+1"]]
    text = "".join(pages_of(pdf_of("list", data), tmp_path))
    assert "#panic() *tebal* $x$ @ref TERBALIK" in text
    assert "=1+1" in text


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\x00", "\x1b", "\ue000"])
def test_marks_that_reorder_or_hide_text_are_dropped(mark):
    assert clean_text(f"SI{mark}TI") == "SITI"


def test_accents_stay_and_are_composed():
    assert clean_text("Ne\u0301stor\tÜmit") == "Néstor Ümit"


@needs_reader
def test_every_page_of_the_demo_says_contoh(tmp_path):
    for page in pages_of(pdf_of("list", a_list(60, demo=True)), tmp_path):
        assert re.search(r"CONTOH\s+halaman \d dari \d", page)
    first = pages_of(pdf_of("letter", a_letter(demo=True)), tmp_path)[0]
    assert "CONTOH: semua nama" in first


@needs_reader
def test_a_letter_keeps_the_order_of_official_letters(tmp_path):
    first, second, third = pages_of(pdf_of("letter", a_letter()), tmp_path)
    assert appear_in_order(
        first, "KEMENTERIAN CONTOH", "RUTAN CONTOH WONOREJO", "Nomor", "Sifat", "Lampiran", "Hal", "Yth. Kepala Kantor Wilayah",
        "Paragraf pembuka.", "Paragraf penutup.", "a.n. Kepala", "PEJABAT SATU", "Tembusan:", "Arsip", "halaman 1 dari 3",
    )  # fmt: skip
    assert "Lampiran I · W.1-77" in second
    assert "Lampiran II · W.1-77" in third


@needs_reader
def test_the_words_of_the_paper_follow_the_readers_language(tmp_path):
    (text,) = pages_of(pdf_of("list", a_list(), lang="en"), tmp_path)
    assert "page 1 of 1" in text
    assert "not the official channel" in text


def test_a_paper_is_tagged_and_says_that_it_is_accessible():
    pdf = pdf_of("list", a_list())
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf
    assert b"pdfuaid:part" in pdf


@pytest.mark.parametrize(("name", "data"), [("list", a_list(40, demo=True)), ("letter", a_letter(draft=True))])
def test_a_paper_can_be_archived_as_it_is(name, data):
    pdf = pdf_of(name, data)
    assert re.search(rb"pdfaid:part>2<.*pdfaid:conformance>A<", pdf, re.DOTALL)
    # What the standard asks of the file itself: colours by a profile inside, nothing encrypted, nothing that runs.
    assert b"/OutputIntents" in pdf
    assert b"GTS_PDFA1" in pdf
    assert not re.search(rb"/Encrypt\b|/JavaScript\b|/Launch\b", pdf)


def test_only_the_expected_typeface_is_inside():
    faces = embedded_faces(pdf_of("list", a_list()))
    assert faces == {"Arimo-Regular", "Arimo-Bold", "Arimo-Italic"}


def test_a_missing_typeface_is_an_error_and_not_another_typeface(tmp_path):
    with pytest.raises(DocumentError, match="make assets"):
        render_pdf("list", a_list(), lang="id", at=AT, fonts=tmp_path)


@needs_reader
def test_a_long_number_stays_within_its_column_and_is_copied_as_it_is(tmp_path):
    number = "DN-PC/06/0012345/7777/PKBM_HARAPAN.BANGSA"
    columns = [{"label": "Nomor", "width": "20mm"}, {"label": "Penerbit", "width": "60mm"}]
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf_of("list", a_list(sections=[{"columns": columns, "rows": [[number, "Dinas"]], "numbered": False}])))
    boxes = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True).stdout.decode()
    words = [
        (word, float(left), float(right)) for left, right, word in re.findall(r'xMin="(.+?)".*xMax="(.+?)".*>(.+)</word>', boxes)
    ]
    (publisher,) = [left for word, left, _right in words if word == "Penerbit"]
    pieces = [(word, right) for word, _left, right in words if word and word in number and len(word) > 2]
    assert "".join(word for word, _right in pieces) == number
    assert max(right for _word, right in pieces) < publisher


def test_equal_data_at_an_equal_instant_give_equal_bytes():
    assert pdf_of("list", a_list(40)) == pdf_of("list", a_list(40))


@pytest.mark.parametrize(
    ("changes", "width", "height"), [({}, 210, 297), ({"landscape": True}, 297, 210), ({"paper": "f4"}, 215, 330)]
)
def test_the_paper_has_the_size_of_the_setting(changes, width, height):
    box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf_of("list", a_list(**changes)))
    assert [round(float(side) / 72 * 25.4) for side in box.groups()] == [width, height]


def test_a_compile_over_its_time_ends_with_an_error(monkeypatch):
    monkeypatch.setattr(documents, "SECONDS", 0.001)
    with pytest.raises(DocumentError):
        pdf_of("list", a_list())


def test_a_compile_over_its_memory_ends_with_an_error(monkeypatch):
    monkeypatch.setattr(documents, "MEMORY_BYTES", 64 * 1024**2)
    with pytest.raises(DocumentError):
        pdf_of("list", a_list(20))


def test_the_child_sees_no_setting_of_the_application(monkeypatch):
    seen = {}
    real = subprocess.run

    def watched(*args, **kwargs):
        seen.update(kwargs)
        return real(*args, **kwargs)

    monkeypatch.setattr(documents.subprocess, "run", watched)
    pdf_of("list", a_list(1))
    assert seen["env"] == {}


def test_what_is_not_plain_data_is_refused():
    with pytest.raises(DocumentError, match="object"):
        pdf_of("list", a_list(title=object()))


def test_no_template_fetches_a_package():
    templates = list(documents.TEMPLATES.glob("*.typ"))
    assert {"frame.typ", "letter.typ", "list.typ"} <= {template.name for template in templates}
    assert not [template.name for template in templates if "@" in template.read_text()]
