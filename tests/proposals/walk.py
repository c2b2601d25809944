"""Random walks over the path: officers of every role do acts in any order over random people, and what must hold is asked.

Every act goes through the room's own actions, as a page would send it; what they refuse leaves nothing behind. Before each
step of the path a second reading of the rule, written here apart, says whether it is forbidden: then it must be refused.
"""

from collections import Counter
from dataclasses import replace
from random import Random

from sqlalchemy import text

from rehab.access.permissions import PARTNER_ROLES, Role
from rehab.access.scope import Scope
from rehab.conduct.models import DisciplineEntry
from rehab.extensions import db
from rehab.plumbing.errors import NotFound, Refusal
from rehab.plumbing.saving import saving
from rehab.proposals import actions, hearing_actions, outcome_actions, withdrawal_actions
from rehab.proposals.actions import Said
from rehab.proposals.batches import Batch, batch_hash, read, written
from rehab.proposals.labels import LEAVE_OUT_REASONS, OVERRIDE_REASONS
from rehab.proposals.queries import filtered_rows, path_counts
from rehab.proposals.shapes import PathFilters, PathRow
from rehab.proposals.states import CHECKS, STEPS, WITHDRAWAL_ACTS, permission_of
from rehab.remisi import queries as rounds
from rehab.remisi.actions import compute_again
from rehab.remisi.models import Round
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
# From the second officer on: somebody has a wali, and whoever prepared and verified are two others.
UNGUARDED = """
SELECT count(*) FROM remisi_candidate c
JOIN remisi_deed p ON p.id = c.prepared_deed_id LEFT JOIN remisi_deed v ON v.id = c.verified_deed_id
WHERE c.state NOT IN ('open', 'prepared') AND NOT coalesce(
  v.by_id <> p.by_id AND c.wali_id IS NOT NULL AND c.wali_id NOT IN (p.by_id, v.by_id), false)
"""
# The same told by the moves alone, which nobody changes: since the work last began anew, three people led to a decision.
FEW = """
SELECT count(*) FROM remisi_candidate c
WHERE c.state IN ('decided', 'sent', 'granted', 'handed_over', 'entered') AND (
  SELECT count(DISTINCT d.by_id) FROM remisi_candidate_move m JOIN remisi_deed d ON d.id = m.deed_id
  WHERE m.candidate_id = c.id AND m.after IN ('prepared', 'verified', 'recommended', 'decided') AND m.before <> m.after
  AND m.id > (SELECT coalesce(max(b.id), 0) FROM remisi_candidate_move b WHERE b.candidate_id = c.id AND b.after = 'open')
) < 3
"""
# Every move is one of the path, and begins where the one before it ended.
JUMPED = """
SELECT count(*) FROM remisi_candidate_move m
WHERE m.before <> coalesce((SELECT e.after FROM remisi_candidate_move e WHERE e.candidate_id = m.candidate_id AND e.id < m.id
                            ORDER BY e.id DESC LIMIT 1), 'open')
OR m.before <> m.after AND m.before || '>' || m.after NOT IN (
  'open>prepared', 'prepared>verified', 'verified>recommended', 'recommended>decided', 'decided>sent', 'sent>granted',
  'granted>handed_over', 'handed_over>entered', 'prepared>open', 'verified>open', 'recommended>open')
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
QUESTIONS = (BROKEN, UNGUARDED, FEW, JUMPED, UNFROZEN, WITHDRAWN, LOST)

# Who may do what, said once more: the walk's own reading, not the room's.
MAY = {
    "prepare": (Role.PEMBINAAN, Role.REGISTRASI), "verify": (Role.PEMBINAAN, Role.REGISTRASI, Role.TPP),
    "recommend": (Role.TPP,), "decide": (Role.KEPALA,),
    **dict.fromkeys(("send", "grant", "hand_over", "enter"), (Role.REGISTRASI,)),
}  # fmt: skip
WAITS = {
    "prepare": "open", "verify": "prepared", "recommend": "verified", "decide": "recommended", "send": "decided",
    "grant": "sent", "hand_over": "granted", "enter": "handed_over",
}  # fmt: skip
TOOK_PART = (Role.PEMBINAAN, Role.REGISTRASI, Role.TPP, Role.KEPALA)
UNDER_WAY = 8


def forbidden(act: str, back: bool, scope: Scope, rows: list[PathRow]) -> set[str]:
    """Why an officer may not take this step over these people; empty where nothing forbids it."""
    found = set() if scope.role in MAY[act] else {"role"}
    for row in rows:
        wali = row.wali_id or row.kept_wali_id
        before = (row.prepared_by, row.verified_by, row.recommended_by)
        reasons = {"state": row.state != WAITS[act], "withdrawn": bool(row.withdrawn)}
        if act == "prepare" or back:
            reasons["own wali"] = wali == scope.user_id
        elif act in ("verify", "recommend", "decide"):
            earlier = before if act == "decide" else before[:1]
            reasons |= {"same person": scope.user_id in earlier, "own wali": wali == scope.user_id}
            reasons |= {"wali took part": wali is not None and wali in before, "no wali": act == "verify" and row.wali_id is None}
        else:
            reasons["not proposed"] = row.decision != "propose"
        found |= {reason for reason, holds in reasons.items() if holds}
    return found


class Walk:
    """A prison with a round, two officers of each role, walis among them, and one act after another.

    `done` and `refused` count acts and refusals; `reached` the states people came to; `tried` what was forbidden, by reason.
    """

    def __init__(self, seed: int) -> None:
        self.draw, self.done, self.refused = Random(seed), Counter[str](), Counter[str]()
        self.reached, self.tried = Counter[str](), Counter[str]()
        self.rows: dict[int, PathRow] = {}
        self.shown: dict[str, tuple[Batch, dict[int, PathRow]]] = {}
        with saving():
            place, round_, people = kept_round()
            self.place_id, self.round_id = place.id, round_.id
            roles = [role for role in Role if role not in PARTNER_ROLES for _twice in range(2)]
            users = [factories.user(f"{role.value}{n}", role, place.id) for n, role in enumerate(roles)]
            self.scopes = [factories.scope_for(user) for user in users]
            self.walis = [scope.user_id for scope in self.scopes if scope.role is Role.WALI]
            self.people: list[int] = []
            self._take_in(people)
            self._arrive(4)
        others = ["wali", "wali", "wali", "withdraw", "answer", "withdraw", "answer", "again", "hearing"]
        self.acts = [*STEPS] * 6 + [f"{each}.back" for each in CHECKS] * 2 + others

    def _take_in(self, people: list[Wbp]) -> None:
        """Give people a wali and an entry of Register F."""
        for person in people:
            person.wali_id = self.draw.choice(self.walis)
            factories.add(
                DisciplineEntry(facility_id=person.facility_id, wbp_id=person.id, level="ringan", starts_on=ON, recorded_at=AT)
            )
            self.people.append(person.id)

    def _arrive(self, number: int) -> None:
        """New people come in, some without their papers, and the round is computed again."""
        for _each in range(number):
            # A name of one's own: the order of the rows, and so the walk, depends on the seed alone.
            papers = self.draw.choice(["verified", "verified", "present"])
            self._take_in([spotless(self.place_id, f"Orang {len(self.people)}", paper_state=papers)])
        self._again()

    def _again(self) -> None:
        version = rounds.get_round(self.scopes[0], self.round_id).version
        compute_again(scope=self.scopes[0], round_id=self.round_id, version=version, at=AT)

    def step(self) -> None:
        """One act of one officer, in a savepoint of its own: refused ones leave nothing."""
        self.rows = self.rows or {row.wbp_id: row for row in filtered_rows(self.scopes[0], self.round_id, PathFilters())}
        act = self._act()
        nested = db.session.begin_nested()
        try:
            self._do(act, self._officer(act))
            db.session.flush()
        except (Refusal, ValueError) as refusal:
            nested.rollback()
            self.refused[type(refusal).__name__] += 1
        else:
            nested.commit()
            self.done[act] += 1
            # What was refused left nothing behind; after anything else everybody is looked at again.
            self.rows = {}

    def _act(self) -> str:
        """Mostly an act that somebody waits for, so that the walk gets deep; now and then any."""
        under_way = self._under_way()
        if len(under_way) < UNDER_WAY:
            return "arrive"
        waiting, act = {row.state for row in under_way}, self.draw.choice(self.acts)
        while WAITS.get(act.partition(".")[0], "open") not in waiting and self.draw.random() < 0.9:
            act = self.draw.choice(self.acts)
        return act

    def _under_way(self) -> list[PathRow]:
        """Those who have a step before them."""
        return [row for row in self.rows.values() if row.state != "entered" and not row.withdrawn and row.decision != "leave_out"]

    def _officer(self, act: str) -> Scope:
        """Mostly one whose role does the act; often somebody who stands in for them, and now and then anybody."""
        name = {"withdraw": "withdraw", "answer": "confirm_withdrawal"}.get(act, act.partition(".")[0])
        known = name in STEPS or name in WITHDRAWAL_ACTS
        able = [scope for scope in self.scopes if not known or scope.can(permission_of(name))]
        chance = self.draw.random()
        if chance < 0.65:
            return self.draw.choice(able)
        anybody = self.draw.choice(self.scopes)
        return replace(anybody, role=self.draw.choice(able).role) if chance < 0.9 else anybody

    def _do(self, act: str, scope: Scope) -> None:
        if act.partition(".")[0] in STEPS:
            self._batch(act, scope)
        elif act == "wali":
            # Whoever it is: walis are given by another room, at any time.
            wbp = db.session.get(Wbp, self.draw.choice(self.people))
            others = [None] * 4 + [each.user_id for each in self.scopes if each.role in TOOK_PART]
            wbp.wali_id = self.draw.choice(self.walis if self.draw.random() < 0.5 else others)
        elif act in ("withdraw", "answer"):
            self._withdrawal(act, scope)
        elif act == "arrive":
            self._arrive(2)
        elif act == "hearing":
            self._hearing(scope)
        else:
            self._again()

    def _chosen(self, act: str, people: list[int]) -> Batch:
        """The batch as a page shows it now; in one of ten as an older page showed it."""
        round_ = db.session.get_one(Round, self.round_id)
        rows = [self.rows[wbp_id] for wbp_id in people]
        batch = read(written(round_, rows), batch_hash(round_, act, rows), self.draw.choice(["totp", "password"]))
        older = self.shown.get(act)
        if older is None or self.draw.random() < 0.1:
            self.shown[act] = batch, {row.wbp_id: row for row in rows}
        return older[0] if older and self.draw.random() < 0.1 else batch

    def _some(self, act: str) -> list[int]:
        """Mostly people who wait for the act, now and then anybody, those too whose path has ended."""
        waiting = [row.wbp_id for row in self._under_way() if row.state == WAITS[act]]
        mostly = waiting if waiting and self.draw.random() < 0.85 else self.people
        return self.draw.sample(mostly, min(len(mostly), self.draw.choice([1, 1, 2, 3])))

    def _batch(self, act: str, scope: Scope) -> None:
        """A step over some people: what is forbidden must be refused, whatever else is said."""
        name, _, back = act.partition(".")
        batch = self._chosen(name, self._some(name))
        reasons = forbidden(name, bool(back), scope, [self.rows[wbp_id] for wbp_id in batch.people])
        older = self.shown[name]
        if batch is older[0] and any(
            (row.state, row.version) != (self.rows[wbp_id].state, self.rows[wbp_id].version) for wbp_id, row in older[1].items()
        ):
            reasons.add("stale")
        self.tried.update(reasons)
        self._send(name, back, scope, {"scope": scope, "round_id": self.round_id, "batch": batch, "at": AT})
        assert not reasons, f"{act} by {scope.role.value} was accepted: {sorted(reasons)}"
        self.reached.update({"open" if back else STEPS[name][1]: len(batch.people)})

    def _send(self, name: str, back: str, scope: Scope, same: dict) -> None:
        if back:
            actions.send_back(check=name, reason=self.draw.choice(["Periksa lagi.", "Periksa lagi.", ""]), **same)
        elif name == "prepare":
            choice = self.draw.choice(["as_computed", "as_computed", "leave_out", "propose"])
            reasons = {"leave_out": list(LEAVE_OUT_REASONS), "propose": list(OVERRIDE_REASONS)}.get(choice, [""])
            reason = self.draw.choice(reasons if self.draw.random() < 0.8 else ["", *LEAVE_OUT_REASONS, *OVERRIDE_REASONS])
            actions.prepare(said=Said(choice, reason, document=self.draw.choice(["", "Surat 1", "Surat 2"])), **same)
        elif name == "verify":
            actions.verify(**same)
        elif name == "recommend":
            choice = self.draw.choice(["as_proposed", "as_proposed", "propose", "leave_out"])
            hearing = self._hearing(self._of(Role.TPP))
            actions.recommend(hearing_id=hearing, said=Said(choice, note=self.draw.choice(["", "Dibahas."])), **same)
        elif name == "decide":
            choice = self.draw.choice(["as_recommended"] * 4 + ["propose", "leave_out"])
            actions.decide(said=Said(choice, self.draw.choice(["", "violation"]), self.draw.choice(["", "Catatan"])), **same)
        else:
            self._afterwards(name, same)

    def _afterwards(self, act: str, same: dict) -> None:
        if act == "send":
            outcome_actions.record_sent(letter="W.1", sent_on=AT.date(), **same)
        elif act == "grant":
            days = {wbp_id: self.draw.choice([0, 30, 30, 60]) for wbp_id in same["batch"].people}
            outcome_actions.record_grants(number=f"PAS-{self.draw.randrange(3)}", dated_on=ON, days=days, **same)
        elif act == "hand_over":
            outcome_actions.record_handed_over(handed_on=AT.date(), **same)
        else:
            outcome_actions.enter_grants(**same)

    def _of(self, role: Role) -> Scope:
        return next(scope for scope in self.scopes if scope.role is role)

    def _hearing(self, scope: Scope) -> int:
        number = f"TPP-{self.draw.randrange(10**9)}"
        return hearing_actions.record_hearing(
            scope=scope, round_id=self.round_id, number=number, held_on=AT.date(), place="", members=[], minutes="", at=AT
        ).id

    def _withdrawal(self, act: str, scope: Scope) -> None:
        if act == "withdraw":
            proposed = [row.wbp_id for row in self._under_way() if row.proposal == "propose"]
            wbp_id = self.draw.choice(proposed if proposed and self.draw.random() < 0.8 else self.people)
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
            scope=scope, withdrawal_id=withdrawal_id, confirmed=self.draw.random() < 0.6, note="Catatan.", at=AT,
            batch=self._chosen("decide_withdrawal", [wbp_id]),
        )  # fmt: skip

    def check(self) -> None:
        """What must hold after any walk."""
        for statement in QUESTIONS:
            assert db.session.scalar(text(statement)) == 0, statement
        assert path_counts(self.scopes[0], self.round_id).population == len(self.people)


def walk(seed: int, steps: int, *, together: int = 25) -> Walk:
    """So many steps from a seed; a transaction holds some of them, each in its savepoint."""
    walked = Walk(seed)
    while steps > 0:
        with saving():
            for _step in range(min(steps, together)):
                walked.step()
            walked.check()
        steps -= together
    return walked
