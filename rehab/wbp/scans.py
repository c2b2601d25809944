"""Scans of papers: known by their content, never by their name; opened only through the vault."""

from typing import Any

from flask_babel import lazy_gettext as _l

from rehab.plumbing.errors import Refusal
from rehab.plumbing.vault import vault

MOST_BYTES = 2 * 1024 * 1024
SCAN_CONTEXT = "paper_scan"
# First bytes, last bytes (somewhere in the tail), media type, file ending.
KINDS: tuple[tuple[bytes, bytes, str, str], ...] = (
    (b"%PDF-", b"%%EOF", "application/pdf", "pdf"),
    (b"\xff\xd8\xff", b"\xff\xd9", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", b"IEND", "image/png", "png"),
)


class WrongScan(Refusal):
    status = 415
    message = _l("Berkas ini bukan PDF, JPEG, atau PNG yang utuh. Pindai ulang, lalu unggah lagi.")


class ScanTooLarge(Refusal):
    status = 413
    message = _l("Berkas ini lebih besar dari 2 MB. Pindai dengan resolusi lebih rendah, lalu unggah lagi.")


def media_type_of(content: bytes) -> str:
    """The media type the bytes themselves tell. Raises ScanTooLarge, WrongScan (another kind, or cut short)."""
    if len(content) > MOST_BYTES:
        raise ScanTooLarge()
    for head, tail, media_type, _ending in KINDS:
        if content.startswith(head) and tail in content[-1024:]:
            return media_type
    raise WrongScan()


def open_scan(content: bytes, paper_id: int) -> bytes:
    """The bytes of a stored scan. Raises CryptoError where they were changed or moved."""
    return vault().decrypt_bytes(content, context=f"{SCAN_CONTEXT}:{paper_id}")


def ending_of(media_type: str) -> Any:
    """The file ending of a media type of KINDS."""
    return next(ending for _head, _tail, kind, ending in KINDS if kind == media_type)
