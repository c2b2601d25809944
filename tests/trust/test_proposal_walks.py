"""However officers act, in any order and over whom: nobody is decided on by fewer than three people, none of them the wali."""

import os

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.proposals import actions
from tests import factories
from tests.proposals import walk as walks
from tests.proposals.rounds import kept_round

NIGHTLY = bool(os.environ.get("BINA_NIGHTLY"))
STEPS_A_WALK = 1_000
WALKS = 100 if NIGHTLY else 2


# Every state of the path, and every way in which the walk's own reading of the rule forbids a step.
STATES = {"open", "prepared", "verified", "recommended", "decided", "sent", "granted", "handed_over", "entered"}
FORBIDDEN = {
    "role", "state", "withdrawn", "same person", "own wali", "wali took part", "no wali", "not proposed", "stale",
}  # fmt: skip

SELDOM = {"withdrawn", "wali took part", "no wali"}


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_random_walk_never_decides_with_fewer_than_three_people(app: Flask, seed: int) -> None:
    with app.app_context():
        walked = walks.walk(seed, STEPS_A_WALK)
    told = {name: dict(getattr(walked, name).most_common()) for name in ("reached", "tried", "refused", "done")}
    print(f"walk {seed}: {told}")
    # A walk that goes nowhere, or tries nothing that is forbidden, would prove nothing.
    assert set(walked.reached) == STATES
    assert walked.reached["decided"] >= 10
    # What seldom comes up may be missing from one walk, but not all of it.
    assert FORBIDDEN - SELDOM <= set(walked.tried) <= FORBIDDEN
    assert SELDOM & set(walked.tried)
    assert walked.tried["same person"] + walked.tried["own wali"] >= 10
    assert sum(number for act, number in walked.done.items() if act.endswith(".back")) >= 3


def test_what_the_walk_forbids_by_itself_is_noticed_when_it_is_let_through(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the room's own question nobody but the constraints is left: the walk sees it at the first step let through."""
    monkeypatch.setattr(actions, "hindrance", lambda *_args, **_more: None)
    with app.app_context(), pytest.raises((AssertionError, IntegrityError)):
        walks.walk(0, STEPS_A_WALK)


STEP = (
    "INSERT INTO remisi_candidate_move (facility_id, candidate_id, deed_id, before, after, said, reason) "
    "SELECT facility_id, candidate_id, deed_id, '{before}', '{after}', '', '' FROM remisi_candidate_move WHERE after = 'prepared'"
)
PLANTED = {
    "BROKEN": ("decided", "UPDATE remisi_candidate SET prepared_deed_id = verified_deed_id, prepared_by = verified_by"),
    "UNGUARDED": ("verified", "UPDATE remisi_candidate SET wali_id = NULL"),
    "FEW": ("decided", STEP.format(before="decided", after="open")),
    "JUMPED": ("verified", STEP.format(before="verified", after="decided")),
    "UNFROZEN": ("decided", "UPDATE remisi_verdict SET frozen = false"),
    "LOST": ("prepared", "UPDATE remisi_candidate SET state = 'open'"),
    "WITHDRAWN": ("granted", "UPDATE remisi_candidate SET withdrawn = true"),
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
        for name in ("second_person", "has_wali", "withdrawn_before_decree"):
            db.session.execute(text(f"ALTER TABLE remisi_candidate DROP CONSTRAINT ck_remisi_candidate_{name}"))
        db.session.execute(text("ALTER TABLE remisi_candidate DISABLE TRIGGER USER"))
        db.session.execute(text(statement))
        return
    db.session.execute(text("PRAGMA ignore_check_constraints = ON"))
    db.session.execute(text(statement))
    db.session.execute(text("PRAGMA ignore_check_constraints = OFF"))
