"""However officers act, in any order and over whom: nobody is decided on by fewer than three people, none of them the wali."""

import os

import pytest
from flask import Flask
from sqlalchemy import text

from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests import factories
from tests.proposals import walk as walks
from tests.proposals.rounds import kept_round

NIGHTLY = bool(os.environ.get("BINA_NIGHTLY"))
STEPS_A_WALK = 1_000
WALKS = 100 if NIGHTLY else 2


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_random_walk_never_decides_with_fewer_than_three_people(app: Flask, seed: int) -> None:
    with app.app_context():
        walked = walks.walk(seed, STEPS_A_WALK)
        # A walk that goes nowhere would prove nothing: decisions were made, and work was sent back.
        assert walked.done["decide"] >= 3
        assert sum(number for act, number in walked.done.items() if act.endswith(".back")) >= 3
        assert {"NotYours", "NotPossible"} <= set(walked.refused)


PLANTED = {
    "BROKEN": ("decided", "UPDATE remisi_candidate SET prepared_deed_id = verified_deed_id, prepared_by = verified_by"),
    "UNFROZEN": ("decided", "UPDATE remisi_verdict SET frozen = false"),
    "LOST": ("prepared", "UPDATE remisi_candidate SET state = 'open'"),
}


class _Undone(Exception):
    """Takes everything back, what was changed of the tables too."""


@pytest.mark.parametrize("name", PLANTED)
def test_what_the_walk_asks_would_see_a_fault(app: Flask, name: str) -> None:
    """Each question finds what it asks for where the database is made to let it through."""
    state, change = PLANTED[name]
    with app.app_context():
        with saving():
            place, round_, people = kept_round()
            factories.candidate(round_, people[0], state, factories.path_people(place.id))
        asked, found = text(getattr(walks, name)), []
        with pytest.raises(_Undone), saving():
            found.append(db.session.scalar(asked))
            _past_the_guards(change)
            found.append(db.session.scalar(asked))
            raise _Undone
    assert found == [0, 1]


def _past_the_guards(statement: str) -> None:
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("ALTER TABLE remisi_candidate DROP CONSTRAINT ck_remisi_candidate_second_person"))
        db.session.execute(text("ALTER TABLE remisi_candidate DISABLE TRIGGER USER"))
        db.session.execute(text(statement))
        return
    db.session.execute(text("PRAGMA ignore_check_constraints = ON"))
    db.session.execute(text(statement))
    db.session.execute(text("PRAGMA ignore_check_constraints = OFF"))
