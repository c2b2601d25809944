"""A round whose people stand at every point of the path, and what its papers are read with."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from rehab.access.scope import command_line_scope
from rehab.extensions import db
from rehab.letters.actions import add_signatory, change_settings
from rehab.letters.defaults import with_defaults
from rehab.plumbing.saving import saving
from rehab.remisi.models import Round
from tests import factories
from tests.proposals.rounds import NAMES, kept_round

needs_reader = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is missing: install poppler-utils")


@dataclass(frozen=True)
class Seeded:
    """The ids of a seeded round: facility, round, hearing, and people by first name."""

    facility_id: int
    round_id: int
    hearing_id: int
    people: dict[str, int]


def seeded(
    app: Flask, *, states: tuple[str, ...] = ("decided", "decided", "open", "open"), code: str = "RUTAN-01", **values: Any
) -> Seeded:
    """Four people: Ani and Dodi are eligible, Budi lacks papers, Cici time. By default Ani is proposed and Budi left out.

    `states` says how far Ani, Budi, Cici and Dodi have come; `values` go to Ani's candidate.
    """
    with app.app_context(), saving():
        place, round_, people = kept_round(code)
        path = factories.path_people(place.id)
        hearing = factories.hearing(round_, path.tpp)
        for person, state in zip(people, states, strict=True):
            if state == "absent":
                continue
            more = {"hearing_id": hearing.id} if state not in ("open", "prepared", "verified") else {}
            if person.name != NAMES[0] and state != "open":
                more["proposal"] = "leave_out" if person.name != NAMES[3] else "propose"
            own = values if person.name == NAMES[0] else {}
            factories.candidate(round_, person, state, path, **more | own)
        return Seeded(place.id, round_.id, hearing.id, {person.name.split()[0].lower(): person.id for person in people})


def bring_to_grant(found: Seeded, name: str, days: int) -> None:
    """Bring somebody who is not on the path yet all the way to a decree. Call inside `with saving():`."""
    users = {each.username.split(".")[0]: each for each in db.session.query(factories.User)}
    path = factories.Path(**{role: users[role] for role in ("wali", "preparer", "verifier", "tpp", "head")})
    round_, person = db.session.get_one(Round, found.round_id), db.session.get_one(factories.Wbp, found.people[name])
    factories.candidate(round_, person, "granted", path, granted_days=days)


def settle(app: Flask, found: Seeded, **values: Any) -> None:
    """Give the facility a number template, a signatory, and other settings."""
    scope = command_line_scope(found.facility_id)
    with app.app_context(), saving():
        change_settings(
            scope=scope, facility_id=found.facility_id, version=0, at=factories.NOW, logo=None,
            values=with_defaults({"number_template": "W.1-{nomor}/{tahun}"} | values, "A4"),
        )  # fmt: skip
        add_signatory(
            scope=scope, facility_id=found.facility_id, at=factories.NOW, office="Kepala Rutan Contoh", name="PEJABAT SATU",
            nip="19800101", variant="own", on_behalf_of="", starts_on=date(2020, 1, 1), ends_on=None,
        )  # fmt: skip


def pages_of(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page as it is laid out."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return read.stdout.decode().split("\f")[:-1]


def in_order(text: str, *wanted: str) -> list[str]:
    """The first of some texts that does not follow the one before it, as a list; empty where all do."""
    place = -1
    for each in wanted:
        found = text.find(each, place + 1)
        if found < 0:
            return [each]
        place = found
    return []
