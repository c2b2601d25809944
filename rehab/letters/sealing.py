"""What is kept of papers holds names and offices: it stands packed and encrypted."""

import hashlib
import json
import zlib
from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.letters.models import ReleasedPaper, SheetPart
from rehab.letters.shapes import Drawing
from rehab.plumbing.errors import Refusal
from rehab.plumbing.vault import vault

DATA, FILE, SHEETS = "letters.data", "letters.file", "letters.sheets"


class DamagedPaper(Refusal):
    """The kept file is not the one that was released."""

    status = 409
    message = _l("Berkas yang tersimpan tidak sama dengan yang diterbitkan. Laporkan kepada admin; jangan pakai kertas ini.")


def sealed_data(drawing: Drawing) -> bytes:
    """The words of a paper, without its pictures."""
    text = json.dumps({"template": drawing.template, "data": drawing.data}, ensure_ascii=False, sort_keys=True)
    return vault().encrypt(zlib.compress(text.encode(), 6), context=DATA)


def sealed_file(content: bytes) -> dict[str, Any]:
    """The file and its SHA-256, as columns."""
    return {
        "file": vault().encrypt(zlib.compress(content, 1), context=FILE),
        "file_hash": hashlib.sha256(content).hexdigest(),
    }


def opened_file(paper: ReleasedPaper) -> bytes:
    """The very bytes that were released. Raises DamagedPaper where they are not."""
    content = zlib.decompress(vault().decrypt_bytes(bytes(paper.file), context=FILE))
    if hashlib.sha256(content).hexdigest() != paper.file_hash:
        raise DamagedPaper()
    return content


def opened_data(paper: ReleasedPaper) -> dict[str, Any]:
    """The words that were released: template and texts."""
    found: dict[str, Any] = json.loads(zlib.decompress(vault().decrypt_bytes(bytes(paper.data), context=DATA)))
    return found


def sealed_sheets(content: bytes) -> bytes:
    """The sheets of some people, for the database."""
    return vault().encrypt(zlib.compress(content, 1), context=SHEETS)


def opened_sheets(part: SheetPart) -> bytes:
    """The PDF of some people's sheets."""
    return zlib.decompress(vault().decrypt_bytes(bytes(part.content), context=SHEETS))
