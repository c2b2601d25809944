"""Releasing a paper: drawn while nobody waits, then kept with its words, its file and its number."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.extensions import db
from rehab.facilities.queries import lock_facility
from rehab.letters import actions, queries
from rehab.letters.framing import Subject, draw, fingerprint
from rehab.letters.models import LetterNumber, ReleasedPaper
from rehab.letters.recall_queries import open_recall
from rehab.letters.sealing import sealed_data, sealed_file
from rehab.letters.subjects import drawing_of, subject_of
from rehab.plumbing.errors import Refusal
from rehab.plumbing.saving import let_others_write
from rehab.remisi.queries import get_round

# Official papers are Indonesian, whoever releases them.
LANG = "id"
NUMBERED = ("proposal",)


class NotDecided(Refusal):
    message = _l("Belum ada yang diputus kepala. Sampai itu terjadi, kertas ini tetap draf.")


class NoDecree(Refusal):
    message = _l("Belum ada SK yang tercatat. Sampai itu terjadi, kertas ini tetap draf.")


class NobodySigns(Refusal):
    message = _l("Penanda tangan belum ada. Isi dahulu di Pengaturan, Surat.")


class ChangedMeanwhile(Refusal):
    status = 409
    message = _l("Data berubah saat kertas ini digambar. Tidak ada yang diterbitkan; periksa drafnya, lalu ulangi.")


class RecallFirst(Refusal):
    status = 409
    message = _l("Pencabutan kertas sejenis yang masih berlaku menunggu keputusan. Putuskan dahulu, lalu terbitkan yang baru.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be released: the kind, for minutes the hearing, who signs, and a reserved number (None: the next one)."""

    round_id: int
    kind: str
    hearing_id: int | None = None
    signatory_id: int | None = None
    number_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The place and number a paper gets if nobody else is quicker."""

    sequence: int
    text: str
    year: int | None = None
    counter: int | None = None


def release_paper(*, scope: Scope, wanted: Wanted, at: datetime, address_of: Callable[[str], str]) -> ReleasedPaper:
    """Release a paper in Indonesian; `address_of` turns its code into the address printed on it.

    Drawing takes seconds: others may write meanwhile, and what was read is read again before anything is kept.
    Raises NotFound, NotDecided, NoDecree, NobodySigns, NoTemplate, NumberTaken, NumberClosed, RecallFirst,
    ChangedMeanwhile.
    """
    code = secrets.token_urlsafe(16)
    with force_locale(LANG):
        number = _number_of(scope, wanted, at)
        subject = _subject(scope, wanted, number, at)
        _check(subject, wanted.kind)
        drawing = drawing_of(subject, wanted.kind)
        digest, style = fingerprint(drawing), subject.style
        let_others_write()
        file = draw(drawing, style, lang=LANG, at=at, verify_at=address_of(code))
        lock_facility(scope, get_round(scope, wanted.round_id).facility_id)
        again = _subject(scope, wanted, number, at)
        if _number_of(scope, wanted, at) != number or fingerprint(drawing_of(again, wanted.kind)) != digest:
            raise ChangedMeanwhile()
    paper = ReleasedPaper(
        facility_id=again.facility.id, round_id=wanted.round_id, kind=wanted.kind, sequence=number.sequence,
        hearing_id=again.hearing.id if again.hearing else None, number_id=_use_number(scope, again, wanted, number, at),
        number=number.text, code=code, lang=LANG, totals=drawing.totals, data_hash=digest,
        data=sealed_data(drawing), **sealed_file(file), signatory=again.signer.name if again.signer else "",
        released_by=scope.user_id, released_at=at, state="released",
    )  # fmt: skip
    return _keep(scope, paper, at)


def _subject(scope: Scope, wanted: Wanted, number: _Numbered, at: datetime) -> Subject:
    return subject_of(
        scope, wanted.round_id, wanted.kind, at=at, hearing_id=wanted.hearing_id, signatory_id=wanted.signatory_id,
        number=number.text,
    )  # fmt: skip


def _check(subject: Subject, kind: str) -> None:
    if kind in ("lists", "proposal") and not subject.decided:
        raise NotDecided()
    if kind in ("ceremony", "release") and not any(each.granted for each in subject.people):
        raise NoDecree()
    if kind != "minutes" and subject.signer is None:
        raise NobodySigns()


def _number_of(scope: Scope, wanted: Wanted, at: datetime) -> _Numbered:
    """A letter takes a number of the book; a list is named by its round and its place among the round's papers."""
    sequence = queries.last_sequence(scope, wanted.round_id) + 1
    if wanted.kind not in NUMBERED:
        return _Numbered(sequence, f"{wanted.round_id}/{sequence}")
    if wanted.number_id is not None:
        row = queries.get_number(scope, wanted.number_id)
        if row.state != "reserved":
            raise actions.NumberClosed()
        return _Numbered(sequence, row.number)
    facility_id = get_round(scope, wanted.round_id).facility_id
    year, counter, text = actions.next_number(scope=scope, facility_id=facility_id, at=at)
    return _Numbered(sequence, text, year, counter)


def _use_number(scope: Scope, subject: Subject, wanted: Wanted, number: _Numbered, at: datetime) -> int | None:
    if wanted.kind not in NUMBERED:
        return None
    if wanted.number_id is not None:
        row = queries.get_number(scope, wanted.number_id)
    else:
        row = LetterNumber(
            facility_id=subject.facility.id, year=number.year, counter=number.counter, number=number.text, state="reserved",
            reserved_by=scope.user_id, reserved_at=at,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
    row.state, row.closed_by, row.closed_at = "used", scope.user_id, at
    db.session.flush()
    return row.id


def _keep(scope: Scope, paper: ReleasedPaper, at: datetime) -> ReleasedPaper:
    for older in queries.standing_papers(scope, paper.round_id, paper.kind, paper.hearing_id):
        if open_recall(scope, older.id) is not None:
            raise RecallFirst()
        older.state, older.closed_by, older.closed_at = "replaced", scope.user_id, at
    db.session.add(paper)
    db.session.flush()
    write_entry(
        scope=scope, action="letters.release_paper", subject="letter_paper", subject_id=paper.id, at=at,
        facility_id=paper.facility_id,
        details={
            "round": paper.round_id, "kind": paper.kind, "number": paper.number, "data_hash": paper.data_hash,
            "file_hash": paper.file_hash, "totals": paper.totals, "signatory": paper.signatory,
        },
    )  # fmt: skip
    return paper
