"""Two officers act on the same person at the same moment: one is heard, the other told 409; and the first word stands."""

import os
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from rehab.access.permissions import Role
from rehab.access.scope import Scope, command_line_scope
from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.proposals import actions, hearing_actions
from rehab.proposals.actions import Said
from rehab.proposals.batches import Batch, batch_hash, read, written
from rehab.proposals.deed_actions import BatchChanged
from rehab.proposals.models import Candidate, CandidateMove, Deed
from rehab.proposals.queries import chosen_rows
from rehab.remisi.actions import compute_again, open_round
from rehab.remisi.queries import get_round, get_verdict
from tests import factories
from tests.remisi.people import AT, ON

RACES = 1_000 if os.environ.get("BINA_NIGHTLY") else 6
AS_SAID, LEFT_OUT = Said("as_recommended"), Said("leave_out", reason="violation")


class Court:
    """A round whose people all wait for the head, and two heads."""

    def __init__(self, people: int) -> None:
        with saving():
            place = factories.facility()
            path = factories.path_people(place.id)
            ids = [factories.wbp(place.id, f"Orang {each}", wali_id=path.wali.id).id for each in range(people)]
            here = {"scope": command_line_scope(place.id), "facility_id": place.id}
            round_ = open_round(kind="RU", on=ON, holiday=None, late_on=None, at=AT, **here)
            self.round_id, self.people = round_.id, ids
            self.preparer, self.verifier, self.tpp = (
                factories.scope_for(row) for row in (path.preparer, path.verifier, path.tpp)
            )
            second = factories.user("kepala.kedua", Role.KEPALA, place.id)
            self.heads = [factories.scope_for(path.head), factories.scope_for(second)]

    def batch(self, act: str, people: list[int]) -> Batch:
        scope = self.heads[0]
        round_, rows = get_round(scope, self.round_id), chosen_rows(scope, self.round_id, people)
        return read(written(round_, rows), batch_hash(round_, act, rows), "totp")

    def hear(self) -> None:
        """Bring everybody before the head."""
        same = {"round_id": self.round_id, "at": AT}
        exception = Said("propose", reason="wrong_record", document="Surat 1")
        with saving():
            actions.prepare(scope=self.preparer, batch=self.batch("prepare", self.people), said=exception, **same)
            actions.verify(scope=self.verifier, batch=self.batch("verify", self.people), **same)
            more = {"number": "TPP-1", "held_on": AT.date(), "place": "", "members": [], "minutes": ""}
            hearing = hearing_actions.record_hearing(scope=self.tpp, **more, **same).id
            said = Said("as_proposed")
            batch = self.batch("recommend", self.people)
            actions.recommend(scope=self.tpp, batch=batch, hearing_id=hearing, said=said, **same)

    def decide(self, head: Scope, batch: Batch, said: Said) -> None:
        with saving():
            actions.decide(scope=head, round_id=self.round_id, batch=batch, said=said, at=AT)


def together(app: Flask, first: Callable[[], object], second: Callable[[], object]) -> list[str]:
    """Run two acts at once, each in a transaction of its own thread; how each ended."""
    start, ends = threading.Barrier(2), ["", ""]

    def run(place: int, act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                act()
                ends[place] = "heard"
            except Exception as error:
                ends[place] = type(error).__name__
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


@pytest.fixture
def court(app: Flask) -> Iterator[Court]:
    with app.app_context():
        court = Court(RACES)
        db.session.remove()
    return court


def test_of_two_deciders_at_once_one_is_heard_and_the_other_told(app: Flask, court: Court) -> None:
    with app.app_context():
        court.hear()
        db.session.remove()
    for number, wbp_id in enumerate(court.people):
        with app.app_context():
            batch = court.batch("decide", [wbp_id])
            db.session.remove()
        first, second = court.heads if number % 2 else [court.heads[0]] * 2
        ends = together(
            app,
            lambda head=first, shown=batch: court.decide(head, shown, AS_SAID),
            lambda head=second, shown=batch: court.decide(head, shown, LEFT_OUT),
        )
        assert sorted(ends) == ["BatchChanged", "heard"], ends
        with app.app_context():
            row = db.session.query(Candidate).filter_by(wbp_id=wbp_id).one()
            assert row.decision == ("propose" if ends[0] == "heard" else "leave_out")
            assert db.session.query(CandidateMove).filter_by(candidate_id=row.id, after="decided").count() == 1
    with app.app_context():
        assert db.session.query(Deed).filter_by(act="decide").count() == RACES


def test_preparing_and_computing_again_at_once_end_one_after_the_other(app: Flask, court: Court) -> None:
    for wbp_id in court.people[: max(4, RACES // 20)]:
        with app.app_context():
            batch, version = court.batch("prepare", [wbp_id]), get_round(court.preparer, court.round_id).version
            db.session.remove()

        def prepare(shown: Batch = batch) -> None:
            with saving():
                said = Said("as_computed")
                actions.prepare(scope=court.preparer, round_id=court.round_id, batch=shown, said=said, at=AT)

        def compute(seen: int = version) -> None:
            with saving():
                compute_again(scope=court.heads[0], round_id=court.round_id, version=seen, at=AT)

        ends = together(app, prepare, compute)
        # Nothing in the data changed, so both stand, whoever came first.
        assert ends == ["heard", "heard"]
        with app.app_context():
            assert get_verdict(court.preparer, court.round_id, wbp_id).frozen


def test_the_second_is_told_what_the_first_did(app: Flask, court: Court) -> None:
    with app.app_context():
        court.hear()
        batch = court.batch("decide", court.people)
        court.decide(court.heads[1], court.batch("decide", court.people[:1]), LEFT_OUT)
        with pytest.raises(BatchChanged) as told:
            court.decide(court.heads[0], batch, AS_SAID)
    assert list(told.value.theirs) == ["Orang 0"]
    assert "Kepala.Kedua" in told.value.theirs["Orang 0"]
    assert told.value.yours == {"Orang 0": "Putuskan"}
