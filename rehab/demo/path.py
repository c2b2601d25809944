"""The newest round of the demonstration under way: some people at every step of the path, so that each page has something."""

from datetime import datetime, timedelta

from rehab.access.permissions import Role
from rehab.access.scope import Scope
from rehab.proposals import actions, hearing_actions, outcome_actions
from rehab.proposals.actions import Said
from rehab.proposals.batches import Batch, batch_hash, hearing_fingerprint, read, written
from rehab.proposals.hindrances import hindrance
from rehab.proposals.queries import chosen_rows, filtered_rows
from rehab.proposals.shapes import PathFilters
from rehab.remisi.models import Round

MEMBERS = [
    {"name": "Ketua Contoh", "office": "Ketua merangkap anggota", "present": True},
    {"name": "Sekretaris Contoh", "office": "Sekretaris merangkap anggota", "present": True},
    {"name": "Anggota Contoh", "office": "Anggota", "present": False},
]


class Walk:
    """A round and its officers, who do one act after another over the people of it."""

    def __init__(self, round_: Round, ids: dict[str, int], at: datetime) -> None:
        self.round, self.ids, self.at = round_, ids, at

    def scope(self, role: Role) -> Scope:
        facility = frozenset({self.round.facility_id})
        return Scope(user_id=self.ids[role.value], name=role.value, role=role, facility_ids=facility)

    def batch(self, role: Role, act: str, people: list[int]) -> Batch:
        """Those of some people who can take a step, as its page would show them."""
        scope = self.scope(role)
        rows = chosen_rows(scope, self.round.id, people)
        able = [row for row in rows if hindrance(act, row, scope.user_id) is None]
        confirmed = "totp" if role in (Role.TPP, Role.KEPALA) else "password"
        return read(written(self.round, able), batch_hash(self.round, act, able), confirmed)

    def when(self, days_ago: int) -> datetime:
        return self.at - timedelta(days=days_ago)


def walk_path(*, round_: Round, ids: dict[str, int], at: datetime) -> None:
    """Prepare nine in ten, verify eight, hear seven in two hearings, decide on six, send four, and record a decree for two."""
    walk, number = Walk(round_, ids, at), round_.id
    prep, check, tpp, head = (walk.scope(role) for role in (Role.PEMBINAAN, Role.REGISTRASI, Role.TPP, Role.KEPALA))
    everybody = [row.wbp_id for row in filtered_rows(prep, number, PathFilters())]
    tenths = {each: [wbp_id for place, wbp_id in enumerate(everybody) if place % 10 < each] for each in range(11)}
    batch = walk.batch(Role.PEMBINAAN, "prepare", tenths[9])
    actions.prepare(scope=prep, round_id=number, batch=batch, said=Said("as_computed"), at=walk.when(9))
    batch = walk.batch(Role.REGISTRASI, "verify", tenths[8])
    actions.verify(scope=check, round_id=number, batch=batch, at=walk.when(8))
    for hearing_id, heard in zip(_hold_hearings(walk, tpp), (tenths[4], tenths[7]), strict=True):
        batch = walk.batch(Role.TPP, "recommend", heard)
        said = Said("as_proposed")
        actions.recommend(scope=tpp, round_id=number, batch=batch, hearing_id=hearing_id, said=said, at=walk.when(6))
    batch = walk.batch(Role.KEPALA, "decide", tenths[6])
    actions.decide(scope=head, round_id=number, batch=batch, said=Said("as_recommended"), at=walk.when(5))
    batch = walk.batch(Role.REGISTRASI, "send", tenths[4])
    outcome_actions.record_sent(
        scope=check, round_id=number, batch=batch, letter="W.1.PK.05.04-1/CONTOH", sent_on=walk.when(4).date(), at=walk.when(4)
    )  # fmt: skip
    batch = walk.batch(Role.REGISTRASI, "grant", tenths[2])
    days = {row.wbp_id: row.days for row in chosen_rows(check, number, batch.ids)}
    decree = {"number": "PAS-1.PK.05.04/CONTOH", "dated_on": walk.when(3).date()}
    outcome_actions.record_grants(scope=check, round_id=number, batch=batch, days=days, at=walk.when(3), **decree)
    batch = walk.batch(Role.REGISTRASI, "hand_over", tenths[1])
    outcome_actions.record_handed_over(scope=check, round_id=number, batch=batch, handed_on=walk.when(1).date(), at=walk.when(1))


def _hold_hearings(walk: Walk, tpp: Scope) -> tuple[int, int]:
    """Two hearings in the past; the day of the first was typed wrong and put right."""
    told = {"place": "Aula", "members": MEMBERS, "minutes": "Setiap calon dibahas satu per satu."}
    first = hearing_actions.record_hearing(
        scope=tpp, round_id=walk.round.id, number="TPP-07/CONTOH", held_on=walk.when(17).date(), at=walk.when(7), **told
    )
    hearing_actions.correct_hearing(
        scope=tpp, hearing_id=first.id, seen=hearing_fingerprint(first), number=first.number, held_on=walk.when(7).date(),
        reason="Tanggal salah ketik (contoh).", at=walk.when(7), **told,
    )  # fmt: skip
    second = hearing_actions.record_hearing(
        scope=tpp, round_id=walk.round.id, number="TPP-08/CONTOH", held_on=walk.when(6).date(), at=walk.when(6), **told
    )
    return first.id, second.id
