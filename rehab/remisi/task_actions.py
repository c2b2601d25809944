"""Giving gaps to colleagues: many people at once, one topic, one colleague, one day."""

from collections.abc import Iterable
from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.audit.actions import write_entry
from rehab.plumbing.bulk import insert_rows, update_rows
from rehab.plumbing.errors import NotFound, Refusal
from rehab.remisi.models import GapTask
from rehab.remisi.queries import all_verdicts, get_round
from rehab.remisi.shapes import Filters
from rehab.remisi.work_queries import colleagues, tasks_for


class DayPassed(Refusal):
    message = _l("Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya.")


class NothingLacks(Refusal):
    message = _l("Tidak seorang pun dari yang dipilih kekurangan hal ini. Mungkin sudah dilengkapi.")


def assign_gaps(
    *, scope: Scope, round_id: int, wbp_ids: Iterable[int], topic: str, assignee_id: int, due_on: date, today: date, at: datetime
) -> int:
    """Give one gap of many people to a colleague; a gap somebody has already goes over. Returns how many.

    People of the round who do not lack it are left out. Raises NotFound, DayPassed, NothingLacks.
    """
    round_ = get_round(scope, round_id)
    if assignee_id not in {user.id for user in colleagues(scope)}:
        raise NotFound()
    if due_on < today:
        raise DayPassed()
    wanted = set(wbp_ids)
    lacking = [row.wbp_id for row in all_verdicts(scope, round_, Filters(outcome="")) if topic in (*row.unknown, *row.failed)]
    chosen = [wbp_id for wbp_id in lacking if wbp_id in wanted]
    if not chosen:
        raise NothingLacks()
    given = {"assignee_id": assignee_id, "due_on": due_on, "assigned_by": scope.user_id, "assigned_at": at}
    known = {wbp_id: task for (wbp_id, code), task in tasks_for(scope, round_id, chosen).items() if code == topic}
    update_rows(GapTask, [given | {"id": task.id, "version": task.version} for task in known.values()])
    new = {"facility_id": round_.facility_id, "round_id": round_id, "topic": topic} | given
    insert_rows(GapTask, [new | {"wbp_id": wbp_id} for wbp_id in chosen if wbp_id not in known])
    write_entry(
        scope=scope, action="remisi.assign", subject="round", subject_id=round_id, at=at, facility_id=round_.facility_id,
        details={"topic": topic, "assignee": assignee_id, "due_on": due_on, "people": chosen},
    )  # fmt: skip
    return len(chosen)
