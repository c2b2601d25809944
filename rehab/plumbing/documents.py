"""Papers as tagged PDF (PDF/UA-1) that can be archived (PDF/A-2a), drawn by typst in a child process from plain data.

Every caller gives one dictionary of texts, already in the reader's language and already formatted; keys left
out are not drawn. Two templates stand in templates/documents/.

`list.typ`, a list on paper:
    title          text; also the title of the file                              (required)
    subtitle       text or list of lines under the title
    paper          "a4" (default) or "f4" (215 × 330 mm);  landscape: bool;  size: text size in points (10)
    margins_mm     [left, right, top, bottom]
    kop            {lines: [...], unit: bold line, contact: line or lines, logo: {bytes, format, alt}}
    facts          [[name, value], ...]: UPT, date and time of the data, number, filters in words
    sections       [{heading, notes, columns, rows, numbered (true), empty, row_height_mm (at least), size, figures}, ...]
                   columns: {label, width "30mm" | "2fr" | "auto" ("1fr"), align left|right|center, box: bool}
                   rows: list of lists of text, one a column; None draws a dash; `box` draws an empty box
                   figures: [{bytes (an SVG), format "svg", alt, caption}]
    closing        line or lines under the last table ("Daftar ini memuat 12 orang.")
    statement      one sentence; default: a preparation, not the official channel
    signatures     [{place_date, office: line or lines (a.n., Plh., …), name, nip, space_lines (4)}, ...]
                   one stands at the right, several side by side; never alone on a page
    qr             {bytes (an SVG), format "svg", alt, caption: line or lines};  short_hash: text for the foot
    corner         the same as qr, but beside the facts;  foot: text for the foot in place of the title
    papers         lists one after another, each on its own pages with its own page numbers: a list of dictionaries with any of
                   title, subtitle, facts, corner, sections, closing, statement, qr, signatures, foot
    demo, draft    true: CONTOH or DRAF across every page and in words

`letter.typ`, a letter:
    title, paper, size (11), margins_mm ([30, 20, 20, 25]), kop, signatures, statement, demo, draft: as above
    show_title     true where the title is also printed over the text
    number         text; also in the foot and on attachments
    references     [["Nomor", ...], ["Sifat", ...], ["Lampiran", ...], ["Hal", ...]];  place_date: text at the right
    to             office and place, line by line
    body           paragraphs: text | {items: [...]} | {steps: [...]} | {facts: [[..]]} | {heading} | a section
    copies         [text, ...] (Tembusan)
    attachments    [{title, facts, landscape, and the keys of a section}, ...]: Roman numerals where several
"""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from rehab.config import ROOT
from rehab.plumbing import clock

TEMPLATES = ROOT / "templates" / "documents"
FONTS = ROOT / "static" / "dist" / "fonts" / "arimo"
CHILD = Path(__file__).with_name("typst_child.py")
PDF = "application/pdf"
# Readable by a screen reader, and in thirty years: every paper is both, so that no archive copy differs from what was signed.
STANDARDS = ["ua-1", "a-2a"]
SECONDS = 60
MEMORY_BYTES = 2 * 1024**3
KEPT_CONTROLS = {"\n"}
UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}


class DocumentError(Exception):
    """The paper could not be drawn; the message is for the log, not for the reader."""


def clean_text(text: str) -> str:
    """Drop what could reorder, hide or break printed text: control, format (bidi, zero width) and unassigned marks.

    Tabs become spaces; accents are composed (NFC) so that the typeface has them.
    """
    composed = unicodedata.normalize("NFC", text.replace("\t", " ").replace("\r\n", "\n"))
    return "".join(mark for mark in composed if mark in KEPT_CONTROLS or unicodedata.category(mark) not in UNWANTED)


def _clean(value: Any) -> Any:
    """Make a JSON value of plain data: texts cleaned, pictures as numbers, everything unknown refused."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {key: list(item) if key == "bytes" and isinstance(item, bytes) else _clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    raise DocumentError(f"a paper is drawn from texts and numbers, not from {type(value).__name__}")


def render_pdf(
    template_name: str, data: Mapping[str, Any], *, lang: str, at: datetime | None = None, fonts: Path = FONTS
) -> bytes:
    """Return the PDF of `templates/documents/<template_name>.typ` filled with `data` (see the module).

    lang: "id" or "en"; at: the instant written into the file (now by default), so that equal data at an equal
    instant give equal bytes. Raises DocumentError where the template, the data or the typeface is at fault, or
    where the compile takes more than 60 s or 2 GiB.
    """
    order = {
        "root": str(TEMPLATES),
        "template": f"{template_name}.typ",
        "fonts": str(fonts),
        "lang": lang,
        "standards": STANDARDS,
        "timestamp": int((at or clock.now()).timestamp()),
        "memory_bytes": MEMORY_BYTES,
        "cpu_seconds": SECONDS,
        "data": _clean(data),
    }
    try:
        # The command is this interpreter and a file of ours; no text of a user is in it. The empty environment keeps keys out.
        child = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"{template_name}: not drawn within {SECONDS} s") from error
    if child.returncode != 0:
        reason = child.stderr.decode("utf-8", "replace").strip()[-2000:]
        raise DocumentError(f"{template_name}: {reason or f'the compiler ended with {child.returncode}'}")
    return child.stdout
