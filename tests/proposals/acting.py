"""Doing the acts of the path in tests, each as the officer of a path and over the batch as a page would show it now."""

from collections.abc import Iterable
from datetime import date

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.proposals import actions, hearing_actions, outcome_actions
from rehab.proposals.actions import Said
from rehab.proposals.batches import Batch, batch_hash, read, written
from rehab.proposals.models import Candidate
from rehab.proposals.queries import chosen_rows
from rehab.remisi.queries import get_round
from tests import factories
from tests.proposals.rounds import kept_round
from tests.remisi.people import AT, ON

LETTER_ON = ON.replace(month=7)
ON_THE_DAY = clock.instant(ON, 12, 0, "WITA")


class Place:
    """A prison with a round of four people, its officers as scopes, and everybody's ids by the first name."""

    def __init__(self, code: str = "RUTAN-01") -> None:
        with saving():
            place, round_, people = kept_round(code)
            path = factories.path_people(place.id)
            for person in people:
                person.wali_id = path.wali.id
            self.id, self.round_id = place.id, round_.id
            self.who = {person.name.split()[0]: person.id for person in people}
            self.wali, self.preparer, self.verifier, self.tpp, self.head = (
                factories.scope_for(row) for row in (path.wali, path.preparer, path.verifier, path.tpp, path.head)
            )
            self.all = list(self.who.values())

    def batch(self, act: str, people: Iterable[int] | None = None, scope: Scope | None = None) -> Batch:
        scope = scope or self.head
        round_ = get_round(scope, self.round_id)
        rows = chosen_rows(scope, self.round_id, self.all if people is None else people)
        return read(written(round_, rows), batch_hash(round_, act, rows), "totp")

    def prepare(self, people: Iterable[int] | None = None, said: Said | None = None, scope: Scope | None = None) -> None:
        batch, scope = self.batch("prepare", people), scope or self.preparer
        with saving():
            actions.prepare(scope=scope, round_id=self.round_id, batch=batch, said=said or Said("as_computed"), at=AT)

    def verify(self, people: Iterable[int] | None = None, scope: Scope | None = None) -> None:
        batch = self.batch("verify", people)
        with saving():
            actions.verify(scope=scope or self.verifier, round_id=self.round_id, batch=batch, at=AT)

    def hearing(self, number: str = "TPP-1") -> int:
        with saving():
            return hearing_actions.record_hearing(
                scope=self.tpp, round_id=self.round_id, number=number, held_on=LETTER_ON, place="Aula",
                members=[{"name": "Ketua", "office": "Ketua", "present": True}], minutes="Dibahas.", at=AT,
            ).id  # fmt: skip

    def recommend(
        self,
        people: Iterable[int] | None = None,
        said: Said | None = None,
        scope: Scope | None = None,
        hearing: int | None = None,
    ) -> None:
        hearing = hearing or self.hearing(
            f"TPP-{db.session.query(Candidate).count()}-{db.session.query(factories.Hearing).count()}"
        )
        batch, said = self.batch("recommend", people), said or Said("as_proposed")
        with saving():
            actions.recommend(
                scope=scope or self.tpp, round_id=self.round_id, batch=batch, hearing_id=hearing, said=said, at=AT
            )  # fmt: skip

    def decide(self, people: Iterable[int] | None = None, said: Said | None = None, scope: Scope | None = None) -> None:
        batch, said = self.batch("decide", people), said or Said("as_recommended")
        with saving():
            actions.decide(scope=scope or self.head, round_id=self.round_id, batch=batch, said=said, at=AT)

    def decided(self, people: Iterable[int]) -> None:
        people = list(people)
        self.prepare(people)
        self.verify(people)
        self.recommend(people)
        self.decide(people)

    def send_back(self, check: str, people: Iterable[int], scope: Scope, reason: str = "Periksa lagi.") -> None:
        batch = self.batch(check, people)
        with saving():
            actions.send_back(scope=scope, round_id=self.round_id, check=check, batch=batch, reason=reason, at=AT)

    def send(self, people: Iterable[int]) -> None:
        batch = self.batch("send", people)
        with saving():
            outcome_actions.record_sent(
                scope=self.verifier, round_id=self.round_id, batch=batch, letter="W.1/2026", sent_on=LETTER_ON, at=AT
            )  # fmt: skip

    def grant(self, days: dict[int, int], number: str = "PAS-1", dated_on: date = ON) -> None:
        batch = self.batch("grant", days)
        with saving():
            outcome_actions.record_grants(
                scope=self.verifier, round_id=self.round_id, batch=batch, number=number, dated_on=dated_on, days=days, at=AT
            )  # fmt: skip

    def hand_over(self, people: Iterable[int]) -> None:
        batch = self.batch("hand_over", people)
        with saving():
            outcome_actions.record_handed_over(
                scope=self.verifier, round_id=self.round_id, batch=batch, handed_on=ON, at=ON_THE_DAY
            )

    def enter(self, people: Iterable[int]) -> None:
        batch = self.batch("enter", people)
        with saving():
            outcome_actions.enter_grants(scope=self.verifier, round_id=self.round_id, batch=batch, at=AT)

    def states(self) -> dict[str, str]:
        rows = {row.wbp_id: row for row in chosen_rows(self.head, self.round_id, self.all)}
        return {name: rows[wbp_id].state for name, wbp_id in self.who.items()}

    def row(self, name: str) -> Candidate:
        db.session.rollback()
        return db.session.query(Candidate).filter_by(round_id=self.round_id, wbp_id=self.who[name]).one()
