"""The rows of a path as tests make them: every state is reached, and reached by its own people."""

import pytest
from flask import Flask

from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.proposals.models import STATES, CandidateMove, Deed
from tests import factories
from tests.proposals.rounds import kept_round


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_reached_step_by_step(app: Flask, state: str) -> None:
    with app.app_context(), saving():
        place, round_, people = kept_round()
        path = factories.path_people(place.id)
        row = factories.candidate(round_, people[0], state, path)
        steps = STATES.index(state)
        assert row.state == state
        assert db.session.query(CandidateMove).count() == db.session.query(Deed).count() == steps
