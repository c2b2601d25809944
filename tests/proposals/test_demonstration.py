"""The demonstration has something believable on every page of a round."""

from flask import Flask
from sqlalchemy import func, select

from rehab.access.scope import command_line_scope
from rehab.audit.queries import history_of
from rehab.extensions import db
from rehab.objections.models import Objection
from rehab.proposals.models import STATES, Candidate, Hearing, Withdrawal
from rehab.remisi.models import GapTask
from tests import factories

AFTER_A_DECREE = ("handed_over", "entered")


def test_each_page_of_a_round_has_something_to_show(demonstration: Flask) -> None:
    with demonstration.app_context():
        hearings = db.session.scalars(select(Hearing).order_by(Hearing.id)).all()
        assert all(hearing.held_on < factories.NOW.date() for hearing in hearings)
        assert len(hearings) == 2
        corrected = history_of(command_line_scope(), "hearing", [each.id for each in hearings])
        assert [(entry.action, [change[0] for change in entry.changes]) for entry in corrected] == [
            ("proposals.correct_hearing", ["held_on"])
        ]  # fmt: skip
        assert set(db.session.scalars(select(Withdrawal.decision))) == {None, "confirmed"}
        results = db.session.scalars(select(Objection.result).order_by(Objection.id)).all()
        assert sorted(result or "" for result in results) == ["", "", "explained"]
        assert db.session.scalar(select(func.count()).select_from(GapTask)) > 0
        # Those not on the path at all are "open"; the others stand at every step but the last.
        assert set(db.session.scalars(select(Candidate.state))) >= set(STATES[1:]) - set(AFTER_A_DECREE)
