"""What people of the demonstration's round wait for: gaps given to colleagues, two withdrawals, three objections."""

from collections import Counter
from datetime import date, datetime, timedelta

from rehab.access.permissions import Role
from rehab.conduct.models import DisciplineEntry
from rehab.demo.path import Walk
from rehab.extensions import db
from rehab.objections.actions import answer_objection, record_objection
from rehab.proposals import withdrawal_actions
from rehab.proposals.batches import Batch, batch_hash, read, written
from rehab.proposals.queries import chosen_rows, filtered_rows
from rehab.proposals.shapes import PathFilters, PathRow
from rehab.remisi.models import Round
from rehab.remisi.task_actions import assign_gaps

GIVEN = 5


def leave_open(*, round_: Round, ids: dict[str, int], on: date, at: datetime) -> None:
    """Give every page of what is owed something to show; the same round gives the same people."""
    walk = Walk(round_, ids, at)
    rows = filtered_rows(walk.scope(Role.REGISTRASI), round_.id, PathFilters())
    _give_gaps(walk, [row for row in rows if row.outcome == "incomplete"], on)
    proposed = [row for row in rows if row.decision == "propose" and row.state in ("decided", "sent")]
    for row, confirmed in zip(proposed, (False, True), strict=False):
        _withdraw(walk, row, confirmed, on)
    _object(walk, [row for row in rows if row.state == "open"], on)


def _give_gaps(walk: Walk, incomplete: list[PathRow], on: date) -> None:
    """What is lacking most often, of the first few who lack it, to the officer of registration."""
    lacking = Counter(code for row in incomplete for code in row.lacking)
    if not lacking:
        return
    topic = min(lacking, key=lambda code: (-lacking[code], code))
    people = [row.wbp_id for row in incomplete if topic in row.lacking][:GIVEN]
    assign_gaps(
        scope=walk.scope(Role.PEMBINAAN), round_id=walk.round.id, wbp_ids=people, topic=topic, today=on, at=walk.at,
        assignee_id=walk.ids[Role.REGISTRASI.value], due_on=on + timedelta(7),
    )  # fmt: skip


def _withdraw(walk: Walk, row: PathRow, confirmed: bool, on: date) -> None:
    """A violation after the decision: filed by one officer, and of the second person confirmed by another."""
    entry = DisciplineEntry(
        facility_id=walk.round.facility_id, wbp_id=row.wbp_id, level="sedang", starts_on=on - timedelta(2),
        note="Berkelahi (contoh)", recorded_at=walk.when(2),
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()

    def batch(act: str) -> Batch:
        now = chosen_rows(walk.scope(Role.REGISTRASI), walk.round.id, [row.wbp_id])
        return read(written(walk.round, now), batch_hash(walk.round, act, now), "password")

    filed = withdrawal_actions.file_withdrawal(
        scope=walk.scope(Role.PEMBINAAN), round_id=walk.round.id, wbp_id=row.wbp_id, batch=batch("withdraw"),
        discipline_id=entry.id, reason="Perkelahian di dapur, Register F terlampir (contoh).", at=walk.when(2),
    )  # fmt: skip
    if confirmed:
        withdrawal_actions.decide_withdrawal(
            scope=walk.scope(Role.REGISTRASI), withdrawal_id=filed.id, confirmed=True, batch=batch("decide_withdrawal"),
            note="", at=walk.when(1),
        )  # fmt: skip


def _object(walk: Walk, people: list[PathRow], on: date) -> None:
    """Three objections: one answered, one whose day is near, one just in."""
    words = (
        ("wbp", "Laporan pembinaan saya sudah lengkap (contoh).", 9),
        ("keluarga", "Mengapa ayah kami belum diusulkan? (contoh)", 5),
        ("wbp", "Tanggal penahanan saya menurut putusan lain (contoh).", 0),
    )  # fmt: skip
    for place, (row, (raiser, text, days_ago)) in enumerate(zip(people, words, strict=False)):
        name = row.name if raiser == "wbp" else "Keluarga Contoh"
        made = record_objection(
            scope=walk.scope(Role.PEMBINAAN), wbp_id=row.wbp_id, round_id=walk.round.id, date_name="", raised_by=raiser,
            raised_name=name, text=text, received_on=on - timedelta(days_ago), answerer_id=walk.ids[Role.REGISTRASI.value],
            today=on, at=walk.when(days_ago),
        )  # fmt: skip
        if place == 0:
            db.session.flush()
            answer_objection(
                scope=walk.scope(Role.REGISTRASI), objection_id=made.id, version=made.version, result="explained",
                answer="Satu berkas belum diverifikasi; sesudah itu putaran dihitung ulang (contoh).", at=walk.when(3),
            )  # fmt: skip
