"""Random walks over the path: officers of every role do acts in any order over random people, and what must hold is asked.

Every act goes through the room's own actions, as a page would send it; what they refuse leaves nothing behind.
"""

from collections import Counter
from random import Random

from sqlalchemy import text

from rehab.access.permissions import PARTNER_ROLES, Role
from rehab.access.scope import Scope
from rehab.conduct.models import DisciplineEntry
from rehab.extensions import db
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.saving import saving
from rehab.proposals import actions, outcome_actions, withdrawal_actions
from rehab.proposals.actions import Said
from rehab.proposals.batches import Batch, batch_hash, read, written
from rehab.proposals.labels import LEAVE_OUT_REASONS, OVERRIDE_REASONS
from rehab.proposals.queries import chosen_rows, path_counts
from rehab.proposals.states import CHECKS, STEPS, WITHDRAWAL_ACTS, permission_of
from rehab.remisi import queries as rounds
from rehab.remisi.actions import compute_again
from rehab.wbp.models import Wbp
from tests import factories
from tests.proposals.rounds import kept_round
from tests.remisi.people import AT, ON, spotless

# Nobody is decided on by fewer than three people, none of them the wali, each in a deed of their own with a second proof.
BROKEN = """
SELECT count(*) FROM remisi_candidate c
LEFT JOIN remisi_deed p ON p.id = c.prepared_deed_id LEFT JOIN remisi_deed v ON v.id = c.verified_deed_id
LEFT JOIN remisi_deed t ON t.id = c.recommended_deed_id LEFT JOIN remisi_deed d ON d.id = c.decided_deed_id
WHERE c.state IN ('decided', 'sent', 'granted', 'handed_over', 'entered') AND NOT (
  p.act = 'prepare' AND v.act = 'verify' AND t.act = 'recommend' AND d.act = 'decide'
  AND p.by_id <> v.by_id AND d.by_id NOT IN (p.by_id, v.by_id, t.by_id) AND t.by_id <> p.by_id
  AND c.wali_id IS NOT NULL AND c.wali_id NOT IN (p.by_id, v.by_id, t.by_id, d.by_id)
  AND p.step_up IN ('totp', 'password') AND d.step_up IN ('totp', 'password'))
"""
UNFROZEN = """
SELECT count(*) FROM remisi_verdict v LEFT JOIN remisi_candidate c ON c.round_id = v.round_id AND c.wbp_id = v.wbp_id
WHERE v.frozen <> (coalesce(c.state, 'open') <> 'open')
"""
WITHDRAWN = "SELECT count(*) FROM remisi_candidate WHERE withdrawn AND state IN ('granted', 'handed_over', 'entered')"
LOST = """
SELECT count(*) FROM remisi_candidate c WHERE c.state <> coalesce(
  (SELECT m.after FROM remisi_candidate_move m WHERE m.candidate_id = c.id ORDER BY m.id DESC LIMIT 1), 'open')
"""


class Walk:
    """A prison with a round, two officers of each role, walis among them, and one act after another."""

    def __init__(self, seed: int) -> None:
        self.draw, self.done, self.refused = Random(seed), Counter[str](), Counter[str]()
        with saving():
            place, round_, people = kept_round()
            people += [spotless(place.id, f"Orang {number}") for number in range(4)]
            self.place_id, self.round_id = place.id, round_.id
            roles = [role for role in Role if role not in PARTNER_ROLES for _twice in range(2)]
            users = [factories.user(f"{role.value}{n}", role, place.id) for n, role in enumerate(roles)]
            self.scopes = [factories.scope_for(user) for user in users]
            for person in people:
                person.wali_id = next(scope.user_id for scope in self.scopes if scope.role is Role.WALI)
                factories.add(
                    DisciplineEntry(facility_id=place.id, wbp_id=person.id, level="ringan", starts_on=ON, recorded_at=AT)
                )
            self.people = [person.id for person in people]
            version = round_.version
            compute_again(scope=self.scopes[0], round_id=round_.id, version=version, at=AT)
        self.population = len(rounds.kept_verdicts(self.scopes[0], self.round_id))
        self.acts = [
            *STEPS,
            *STEPS,
            *(f"{each}.back" for each in CHECKS),
            "wali",
            "wali",
            "withdraw",
            "answer",
            "again",
            "hearing",
        ]

    def step(self) -> None:
        """One act of one officer, in a savepoint of its own: refused ones leave nothing."""
        act = self.draw.choice(self.acts)
        scope = self.draw.choice(self._able(act) if self.draw.random() < 0.8 else self.scopes)
        nested = db.session.begin_nested()
        try:
            self._do(act, scope)
            db.session.flush()
        except (Refusal, ValueError) as refusal:
            nested.rollback()
            self.refused[type(refusal).__name__] += 1
        else:
            nested.commit()
            self.done[act] += 1

    def _able(self, act: str) -> list[Scope]:
        """Whose role does an act; the others try it now and then."""
        name = {"withdraw": "withdraw", "answer": "confirm_withdrawal"}.get(act, act.partition(".")[0])
        known = name in STEPS or name in WITHDRAWAL_ACTS
        return [scope for scope in self.scopes if not known or scope.can(permission_of(name))]

    def _do(self, act: str, scope: Scope) -> None:
        if act in STEPS or act.endswith(".back"):
            self._batch(act, scope)
        elif act == "wali":
            # Whoever it is: walis are given by another room, at any time.
            wbp = db.session.get(Wbp, self.draw.choice(self.people))
            walis = [each.user_id for each in self.scopes if each.role is Role.WALI]
            others = [None, *(each.user_id for each in self.scopes)]
            wbp.wali_id = self.draw.choice(walis if self.draw.random() < 0.7 else others)
        elif act in ("withdraw", "answer"):
            self._withdrawal(act, scope)
        else:
            version = rounds.get_round(scope, self.round_id).version
            compute_again(scope=scope, round_id=self.round_id, version=version, at=AT)

    def _chosen(self, act: str, people: list[int]) -> Batch:
        round_ = rounds.get_round(self.scopes[0], self.round_id)
        rows = chosen_rows(self.scopes[0], self.round_id, people)
        return read(written(round_, rows), batch_hash(round_, act, rows), self.draw.choice(["totp", "password"]))

    def _some(self, act: str) -> list[int]:
        """Mostly people who wait for the act, now and then anybody."""
        rows = chosen_rows(self.scopes[0], self.round_id, self.people)
        waiting = [row.wbp_id for row in rows if row.state == STEPS[act][0]] if self.draw.random() < 0.9 else self.people
        return self.draw.sample(waiting, min(len(waiting), self.draw.choice([1, 1, 2, 3])))

    def _batch(self, act: str, scope: Scope) -> None:
        name, _, back = act.partition(".")
        same = {"scope": scope, "round_id": self.round_id, "batch": self._chosen(name, self._some(name)), "at": AT}
        if back:
            actions.send_back(check=name, reason="Periksa lagi.", **same)
        elif name == "prepare":
            reason = self.draw.choice(["", *LEAVE_OUT_REASONS, *OVERRIDE_REASONS])
            choice = self.draw.choice(["as_computed", "as_computed", "leave_out", "propose"])
            actions.prepare(said=Said(choice, reason, document=self.draw.choice(["", "Surat 1"])), **same)
        elif name == "verify":
            actions.verify(**same)
        elif name == "recommend":
            choice = self.draw.choice(["as_proposed", "as_proposed", "propose", "leave_out"])
            hearing = self._hearing(self._of(Role.TPP))
            actions.recommend(hearing_id=hearing, said=Said(choice, note=self.draw.choice(["", "Dibahas."])), **same)
        elif name == "decide":
            choice = self.draw.choice(["as_recommended", "as_recommended", "propose", "leave_out"])
            actions.decide(said=Said(choice, self.draw.choice(["", "violation"]), self.draw.choice(["", "Catatan"])), **same)
        else:
            self._afterwards(name, same)

    def _afterwards(self, act: str, same: dict) -> None:
        if act == "send":
            outcome_actions.record_sent(letter="W.1", sent_on=ON, **same)
        elif act == "grant":
            days = {wbp_id: self.draw.choice([0, 30, 30, 60]) for wbp_id in same["batch"].people}
            outcome_actions.record_grants(number=f"PAS-{self.draw.randrange(3)}", dated_on=ON, days=days, **same)
        elif act == "hand_over":
            outcome_actions.record_handed_over(handed_on=ON, **same)
        else:
            outcome_actions.enter_grants(**same)

    def _of(self, role: Role) -> Scope:
        return next(scope for scope in self.scopes if scope.role is role)

    def _hearing(self, scope: Scope) -> int:
        number = f"TPP-{self.draw.randrange(10**9)}"
        return actions.record_hearing(
            scope=scope, round_id=self.round_id, number=number, held_on=ON, place="", members=[], minutes="", at=AT
        ).id

    def _withdrawal(self, act: str, scope: Scope) -> None:
        if act == "withdraw":
            wbp_id = self.draw.choice(self.people)
            entry = db.session.query(DisciplineEntry.id).filter_by(wbp_id=wbp_id).scalar()
            withdrawal_actions.file_withdrawal(
                scope=scope, round_id=self.round_id, wbp_id=wbp_id, batch=self._chosen("withdraw", [wbp_id]), discipline_id=entry,
                reason="Berkelahi.", at=AT,
            )  # fmt: skip
            return
        open_ones = db.session.execute(
            text("SELECT w.id, c.wbp_id FROM remisi_withdrawal w JOIN remisi_candidate c ON c.id = w.candidate_id "
                 "WHERE w.decision IS NULL ORDER BY w.id")
        ).all()  # fmt: skip
        if not open_ones:
            raise NotFound()
        withdrawal_id, wbp_id = self.draw.choice(open_ones)
        withdrawal_actions.decide_withdrawal(
            scope=scope, withdrawal_id=withdrawal_id, confirmed=self.draw.random() < 0.2, note="Catatan.", at=AT,
            batch=self._chosen("decide_withdrawal", [wbp_id]),
        )  # fmt: skip

    def check(self) -> None:
        """What must hold after any walk."""
        for statement in (BROKEN, UNFROZEN, WITHDRAWN, LOST):
            assert db.session.scalar(text(statement)) == 0, statement
        assert path_counts(self.scopes[0], self.round_id).population == self.population


def walk(seed: int, steps: int, *, together: int = 100) -> Walk:
    """So many steps from a seed; a transaction holds a hundred of them, each in its savepoint."""
    walked = Walk(seed)
    while steps > 0:
        with saving():
            for _step in range(min(steps, together)):
                walked.step()
            walked.check()
        steps -= together
    return walked
