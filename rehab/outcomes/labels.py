"""The names of certificates and results as people say them."""

from typing import Any

from flask_babel import lazy_gettext as _l

CERTIFICATE_KIND_LABELS = {
    "ijazah": _l("Ijazah"),
    "sertifikat": _l("Sertifikat"),
    "surat_keterangan": _l("Surat keterangan"),
}


def certificate_kind_label(kind: str) -> Any:
    """The name of a kind of certificate."""
    return CERTIFICATE_KIND_LABELS.get(kind, kind)


def result_label(passed: bool | None) -> Any:
    """What an exam result says; not yet judged is a word of its own."""
    if passed is None:
        return _l("Belum dinilai")
    return _l("Lulus") if passed else _l("Tidak lulus")
