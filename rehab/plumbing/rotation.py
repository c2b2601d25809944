"""Changing the key of what stands encrypted: every value under an older key is sealed again under the first of NIK_KEY.

Batch by batch, each in a transaction of its own. What is still to be done is asked of the database itself, by the key each
value names, so a run that was broken off goes on where it stopped, and a second run finds nothing to do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, func, select, type_coerce

from rehab.extensions import db
from rehab.plumbing.crypto import CryptoError
from rehab.plumbing.saving import saving
from rehab.plumbing.vault import vault

BATCH = 200


class RotationError(Exception):
    """A value no key of NIK_KEY opens; the message names its row. What was renewed before stays renewed."""


@dataclass(frozen=True)
class Sealed:
    """A column of encrypted values, and for which place those of a row were encrypted."""

    table: Table
    column: str
    context: Callable[[Any], str]

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column}"

    @property
    def key(self) -> Column[Any]:
        """The one column of the primary key."""
        return next(iter(self.table.primary_key.columns))


def renew_values(sealed: Sealed) -> int:
    """Seal again every value of one column that an older key sealed; returns how many. Raises RotationError."""
    done = 0
    while count := _renew_some(sealed):
        done += count
    return done


def _renew_some(sealed: Sealed) -> int:
    raw = type_coerce(sealed.table.c[sealed.column], LargeBinary)
    head = vault().head
    older = func.substr(raw, 1, len(head), type_=LargeBinary) != head
    rows = select(sealed.table, raw.label("_token")).where(raw.is_not(None), older).order_by(sealed.key).limit(BATCH)
    plain_columns = [column for column in sealed.table.c if column.name != sealed.column]
    rows = rows.with_only_columns(*plain_columns, raw.label("_token"))
    with saving():
        found = db.session.execute(rows.with_for_update()).all()
        for row in found:
            place, number = sealed.context(row), row._mapping[sealed.key]
            try:
                text = vault().decrypt_bytes(bytes(row._token), context=place)
            except CryptoError as error:
                raise RotationError(f"{sealed.name}, row {number}: {error}") from error
            new = {sealed.column: type_coerce(vault().encrypt(text, context=place), LargeBinary)}
            db.session.execute(sealed.table.update().where(sealed.key == number).values(new))
    return len(found)


def renew_index(sealed: Sealed, index: str) -> int:
    """Compute again the blind index beside a column of encrypted values; returns how many were made with another key."""
    changed, last = 0, 0
    raw = type_coerce(sealed.table.c[sealed.column], LargeBinary).label("_token")
    while True:
        with saving():
            rows = select(sealed.key, sealed.table.c[index].label("_index"), raw).where(sealed.key > last, raw.is_not(None))
            found = db.session.execute(rows.order_by(sealed.key).limit(BATCH).with_for_update()).all()
            for row in found:
                last = row[0]
                fresh = vault().blind_index(vault().decrypt(bytes(row._token), context=sealed.context(row)))
                if fresh != row._index:
                    db.session.execute(sealed.table.update().where(sealed.key == last).values({index: fresh}))
                    changed += 1
        if not found:
            return changed
