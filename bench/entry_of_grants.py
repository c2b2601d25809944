"""A round whose decree was handed over to so many people, and the deed that enters it into all their histories."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.plumbing.bulk import insert_rows, update_rows
from rehab.proposals import outcome_actions
from rehab.proposals.batches import Batch, batch_hash, read, written
from rehab.proposals.models import Candidate
from rehab.proposals.queries import filtered_rows
from rehab.proposals.shapes import PathFilters
from rehab.remisi.models import Round, RoundVerdict
from rehab.wbp.models import RemissionReceived
from tests import factories

DAYS = 30


class Entry:
    """Everybody of a round at the last step but one; `enter` does the deed, `write_bare` its rows and nothing else."""

    def __init__(self, round_: Round, at: datetime) -> None:
        self.at, self.round_id = at, round_.id
        path = factories.path_people(round_.facility_id)
        self.scope = Scope(path.verifier.id, "bench", Role.REGISTRASI, frozenset({round_.facility_id}))
        people = db.session.scalars(select(RoundVerdict.wbp_id).where(RoundVerdict.round_id == round_.id).order_by("id")).all()
        self.people = len(people)
        self._bring(round_, list(people), path)

    def _bring(self, round_: Round, people: list[int], path: factories.Path) -> None:
        """One step after another, as the guards of the database ask for, each for all of them at once."""
        hearing, decree = factories.hearing(round_, path.tpp).id, factories.decree(round_, path.verifier).id
        prepared = {"state": "prepared", "proposal": "propose", "wali_id": path.wali.id}
        prepared |= _by("prepared", round_, path.preparer, "prepare")
        here = {"facility_id": round_.facility_id, "round_id": round_.id}
        insert_rows(Candidate, [here | prepared | {"wbp_id": each} for each in people])
        steps: list[dict[str, Any]] = [
            {"state": "verified"} | _by("verified", round_, path.verifier, "verify"),
            {"state": "recommended", "recommendation": "propose", "hearing_id": hearing}
            | _by("recommended", round_, path.tpp, "recommend"),
            {"state": "decided", "decision": "propose"} | _by("decided", round_, path.head, "decide"),
            {"state": "sent"}, {"state": "granted", "decree_id": decree, "granted_days": DAYS},
            {"state": "handed_over", "handed_on": round_.held_on},
        ]  # fmt: skip
        ids = db.session.scalars(select(Candidate.id).where(Candidate.round_id == round_.id)).all()
        for version, step in enumerate(steps, 1):
            update_rows(Candidate, [step | {"id": each, "version": version} for each in ids])

    def batch(self) -> Batch:
        """All of them as the page shows them."""
        round_ = db.session.get_one(Round, self.round_id)
        rows = filtered_rows(self.scope, self.round_id, PathFilters())
        return read(written(round_, rows), batch_hash(round_, "enter", rows), "password")

    def enter(self, batch: Batch) -> None:
        outcome_actions.enter_grants(scope=self.scope, round_id=self.round_id, batch=batch, at=self.at)

    def statements(self, batch: Batch) -> int:
        """How many statements the deed sends."""
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            self.enter(batch)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        return len(seen)

    def write_bare(self, held_on: date) -> None:
        """The remissions written and the rows of the path changed, with nothing asked."""
        rows = filtered_rows(self.scope, self.round_id, PathFilters())
        grant = {"facility_id": self.scope.facility_id, "kind": "RU", "granted_on": held_on, "days": DAYS}
        insert_rows(RemissionReceived, [grant | {"wbp_id": row.wbp_id} for row in rows])
        made = select(RemissionReceived.wbp_id, RemissionReceived.id).where(RemissionReceived.granted_on == held_on)
        ids = {row[0]: row[1] for row in db.session.execute(made)}
        update_rows(Candidate, [
            {"id": row.candidate_id, "version": row.version, "state": "entered", "remission_id": ids[row.wbp_id]} for row in rows
        ])  # fmt: skip


def _by(role: str, round_: Round, who: Any, act: str) -> dict[str, Any]:
    return {f"{role}_by": who.id, f"{role}_deed_id": factories.deed(round_, who, act).id}
