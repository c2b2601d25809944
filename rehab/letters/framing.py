"""What every paper of a round shares: letterhead, where it comes from, who signs; and how it is drawn."""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import segno
from flask_babel import gettext as _

from rehab.audit.actions import canonical
from rehab.facilities.models import Facility
from rehab.letters.shapes import Drawing, Person, Replaced, Signer, Style
from rehab.plumbing.documents import DocumentError, render_pdf
from rehab.plumbing.formatting import long_date, moment
from rehab.proposals.models import Hearing
from rehab.remisi.exports import HASH_SHOWN, made_of, preparation
from rehab.remisi.models import Round
from rehab.remisi.sentences import amount_words, days_words

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper is made from. `number` None: a draft has none yet. `amounts`: sizes as decrees write them, by days."""

    round: Round
    facility: Facility
    style: Style
    signer: Signer | None
    people: list[Person]
    amounts: dict[int, dict[str, Any]]
    on: date
    at: datetime
    number: str | None = None
    demo: bool = False
    hearing: Hearing | None = None
    releases: dict[int, Any] = field(default_factory=dict)
    replaces: Replaced | None = None

    @property
    def decided(self) -> bool:
        """Somebody has been decided on: before that everything is a draft over the verdicts."""
        return any(each.decided for each in self.people)

    @property
    def place_date(self) -> str:
        """Where and when, as beside a letter."""
        return f"{self.facility.city or self.facility.name}, {long_date(self.on)}"

    def size(self, days: int) -> str:
        """A number of days as a decree writes it."""
        amount = self.amounts.get(days)
        return amount_words(amount, self.round.kind, days) if amount else days_words(days)


def frame_of(subject: Subject, title: str, paper: str) -> dict[str, Any]:
    """The keys every paper has: title, size of the sheet, letterhead, the marks CONTOH and DRAF. No pictures."""
    facility = subject.facility
    address = ", ".join(part for part in (facility.address, facility.city) if part)
    return {
        "title": title,
        "paper": paper,
        "kop": {
            "lines": list(facility.letterhead),
            "unit": facility.name,
            "contact": [line for line in (address, subject.style["contact"]) if line],
        },
        "statement": preparation(),
        "demo": subject.demo,
        "draft": subject.number is None,
    }


def list_frame(subject: Subject, title: str, subtitle: list[str] | None = None) -> dict[str, Any]:
    """A list across the sheet, with where it comes from and who signs."""
    return frame_of(subject, title, subject.style["paper_lists"]) | {
        "landscape": True,
        "subtitle": subtitle or [],
        "facts": facts_of(subject),
        "signatures": signatures(subject),
    }


def facts_of(subject: Subject) -> list[list[str]]:
    """Where a paper comes from: facility, time of the data, round, rules, fingerprint, and its own number."""
    facts = [list(pair) for pair in made_of(subject.round, subject.facility)]
    facts.insert(2, [_("Keputusan dibaca"), moment(subject.at, subject.facility.zone)])
    if subject.replaces:
        facts.insert(0, [_("Menggantikan"), replaced_words(subject.replaces)])
    return [[_("Nomor"), subject.number or _("belum ada: draf")], *facts]


def replaced_words(replaced: Replaced) -> str:
    """The paper that this one replaces, as a reader looks for it."""
    if replaced.taken_back_on:
        return _("nomor %(number)s, dicabut %(day)s", number=replaced.number, day=long_date(replaced.taken_back_on))
    return _("nomor %(number)s", number=replaced.number)


def signatures(subject: Subject, *, dated: bool = True) -> list[dict[str, Any]]:
    """The block under a paper: office, room to sign, name, NIP; dots where nobody is named."""
    signer = subject.signer
    block: dict[str, Any] = {"space_lines": subject.style["signature_space"]}
    if dated:
        block["place_date"] = subject.place_date
    if signer is None:
        return [block | {"office": _("Kepala")}]
    block["office"] = list(signer.office)
    return [block | {"name": signer.name, **({"nip": signer.nip} if signer.nip else {})}]


def fingerprint(drawing: Drawing) -> str:
    """SHA-256 over everything a paper says: equal words give an equal fingerprint."""
    return hashlib.sha256(canonical({"template": drawing.template, "data": drawing.data}).encode()).hexdigest()


def draw(drawing: Drawing, style: Style, *, lang: str, at: datetime, verify_at: str = "") -> bytes:
    """The PDF, with the letterhead's picture and, where it is released, the way to verify it."""
    digest = fingerprint(drawing)
    data: dict[str, Any] = drawing.data | {"short_hash": digest[:HASH_SHOWN]}
    if style.logo:
        data["kop"] = data["kop"] | {"logo": _logo(style.logo)}
    if verify_at:
        caption = [
            _("Periksa keaslian daftar ini: %(address)s", address=verify_at),
            _("Sidik %(hash)s", hash=digest[:HASH_SHOWN]),
        ]
        data["qr"] = {"bytes": qr_picture(verify_at), "format": "svg", "alt": verify_at, "caption": caption}
    return render_pdf(drawing.template, data, lang=lang, at=at)


def _logo(picture: bytes) -> dict[str, Any]:
    return {"bytes": picture, "format": "png" if picture.startswith(PNG) else "jpg", "alt": _("Lambang")}


def can_be_drawn(picture: bytes) -> bool:
    """Whether a paper with this picture in its letterhead can be drawn; a broken one would stop every letter of a facility."""
    try:
        render_pdf("letter", {"title": "–", "kop": {"lines": ["–"], "logo": _logo(picture)}}, lang="id")
    except DocumentError:
        return False
    return True


def qr_picture(text: str) -> bytes:
    """A QR code as a drawing; the words beside it say the same."""
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="svg", border=4, xmldecl=False)
    return made.getvalue()
