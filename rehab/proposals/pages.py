"""What the pages of the path are drawn from: the list and its filters, a batch before it is confirmed, one person's steps."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from rehab.access.scope import Scope
from rehab.plumbing.formatting import moment
from rehab.proposals.batches import batch_hash, written
from rehab.proposals.deed_actions import shown
from rehab.proposals.hindrances import entry_hindrance, hindrance
from rehab.proposals.labels import (
    LEFT_OUT_NEXT,
    NEXT_LABELS,
    WITHDRAWN_NEXT,
    act_label,
    done_label,
    proposal_label,
    reason_label,
    state_label,
    step_up_label,
)
from rehab.proposals.models import STATES
from rehab.proposals.queries import recorded_grants
from rehab.proposals.shapes import MoveRow, PathCounts, PathFilters, PathPage, PathRow
from rehab.proposals.states import CHECKS, STEPS, permission_of
from rehab.remisi.labels import OUTCOME_LABELS, outcome_label
from rehab.remisi.models import Round


def asked_filters() -> PathFilters:
    """The filters of the address; what is no filter is left out."""
    given = request.args
    return PathFilters(
        state=given.get("state", ""), tab=given.get("tab", ""), proposal=given.get("proposal", ""),
        withdrawn=given.get("withdrawn", ""), wali=given.get("wali", ""), block=given.get("block", ""),
        search=given.get("q", ""), sort=given.get("sort", "name"),
    )  # fmt: skip


def parameters(filters: PathFilters) -> dict[str, str]:
    """The filters in use as the address writes them, without the order."""
    found = {
        "state": filters.state, "tab": filters.tab, "proposal": filters.proposal, "withdrawn": filters.withdrawn,
        "wali": filters.wali, "block": filters.block, "q": filters.search,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _options(blocks: list[str]) -> dict[str, tuple[str, list[tuple[str, Any]]]]:
    return {
        "state": (_("Langkah"), [(each, state_label(each)) for each in STATES]),
        "tab": (_("Hasil hitungan"), list(OUTCOME_LABELS.items())),
        "proposal": (_("Usulan"), [(each, proposal_label(each)) for each in ("propose", "leave_out")]),
        "withdrawn": (_("Penarikan"), [("filed", _("Diajukan")), ("yes", _("Ditarik")), ("no", _("Tidak ditarik"))]),
        "wali": (_("Wali"), [("none", _("Belum ada"))]),
        "block": (_("Blok"), [(each, each) for each in blocks]),
    }


def choices_of(filters: PathFilters, blocks: list[str]) -> list[dict[str, Any]]:
    """The fields of the filter form."""
    used = parameters(filters)
    return [
        {"name": name, "label": label, "options": options, "value": used.get(name, "")}
        for name, (label, options) in _options(blocks).items()
    ]


def chips_of(filters: PathFilters, blocks: list[str]) -> list[dict[str, Any]]:
    """The filters in use, each with the address without it."""
    options = _options(blocks) | {"q": (_("Pencarian"), [])}
    chips = []
    for name, value in parameters(filters).items():
        label, known = options[name]
        kept = {key: each for key, each in request.args.items() if key not in (name, "page")}
        address = url_for(request.endpoint or "", **(request.view_args or {}), **kept)
        chips.append({"label": label, "value": str(dict(known).get(value, value)), "href": address})
    return chips


def groups_of(round_id: int, counts: PathCounts) -> list[dict[str, Any]]:
    """Where each group stands, how many of it are left out, and who is next; together they are everybody of the round."""
    return [
        {
            "label": state_label(each), "count": counts.states[each], "left_out": counts.left_out.get(each, 0),
            "next": NEXT_LABELS[each], "href": url_for("proposals.path", round_id=round_id, state=each),
        }
        for each in STATES
    ]  # fmt: skip


def acts_for(scope: Scope, state: str) -> list[tuple[str, str]]:
    """What this officer may do to people in a state (any state where it is ""): act and "" or "back"."""
    found = []
    for act, (before, _after) in STEPS.items():
        if state in ("", before) and scope.can(permission_of(act)):
            found.append((act, ""))
            if act in CHECKS:
                found.append((act, "back"))
    return found


def act_options(scope: Scope, state: str) -> list[tuple[str, Any]]:
    """What may be done to those ticked, as the choices of a list."""
    options: list[tuple[str, Any]] = []
    for act, back in acts_for(scope, state):
        if back:
            options.append((f"{act}.back", _("Kembalikan, bukan: %(act)s", act=act_label(act))))
        else:
            options.append((act, act_label(act)))
    return options


@dataclass(frozen=True, slots=True)
class Preview:
    """A batch before it is confirmed: who takes the step, who cannot and why, and what the form carries."""

    act: str
    back: bool
    rows: list[PathRow]
    hindered: list[tuple[PathRow, str]]
    people: str
    hash: str
    summary: list[tuple[str, int]]

    @property
    def shown_hash(self) -> str:
        return shown(self.hash)


def preview_of(scope: Scope, round_: Round, act: str, rows: Iterable[PathRow], *, back: bool = False) -> Preview:
    """Divide the chosen people into those who can take a step and those who cannot."""
    recorded = recorded_grants(scope, round_) if act == "enter" else {}
    able, hindered = [], []
    for row in rows:
        code = hindrance(act, row, scope.user_id, back=back)
        if code is None and act == "enter":
            code = entry_hindrance(row, scope.covers(row.here), recorded.get(row.wbp_id))
        if code is None:
            able.append(row)
        else:
            hindered.append((row, code))
    summary = Counter(_kind_of(act, row) for row in able)
    counted = sorted(summary.items(), key=lambda each: (-each[1], each[0]))
    return Preview(act, back, able, hindered, written(round_, able), batch_hash(round_, act, able), counted)


def _kind_of(act: str, row: PathRow) -> str:
    """What a batch is counted by: the verdict before anybody spoke, then what was said last."""
    if act == "prepare":
        return str(outcome_label(row.outcome))
    return str(proposal_label(row.decision or row.recommendation or row.proposal))


def history_of(moves: Iterable[MoveRow], names: dict[int, str], zone: str) -> list[dict[str, Any]]:
    """The steps of one person in words, newest first."""
    return [
        {
            "what": _what(move), "when": moment(move.at, zone),
            "who": _who(move, names),
            "reason": reason_label(move.reason),
        }
        for move in reversed(list(moves))
    ]  # fmt: skip


def _who(move: MoveRow, names: dict[int, str]) -> str:
    words = {"name": names.get(move.by_id, "–"), "how": step_up_label(move.step_up), "hash": shown(move.batch_hash)}
    if move.people == 1:
        return _("%(name)s, dengan %(how)s; sidik %(hash)s", **words)
    return _("%(name)s, dengan %(how)s; satu dari %(people)s orang, sidik %(hash)s", people=move.people, **words)


def _what(move: MoveRow) -> str:
    words = str(done_label(move.act))
    # The deed's note names the letter that was sent, or the decree that came.
    more = str(proposal_label(move.said)) if move.said else move.note if move.act in ("send", "grant") else ""
    return _("%(step)s: %(said)s", step=words, said=more) if more else words


def steps_of(page: PathPage, names: dict[int, str], zone: str) -> list[dict[str, Any]]:
    """The steps of the path with who took each, when, and which one waits; where it ended, those that never come are left out."""
    place = STATES.index(page.row.state)
    over = page.row.withdrawn or page.row.decision == "leave_out"
    done = {move.after: move for move in page.moves if move.before != move.after}
    items = []
    for index, state in enumerate(STATES[1 : place + 1] if over else STATES[1:], 1):
        move = done.get(state) if index <= place else None
        now = index == place + 1 and not over
        items.append({
            "label": state_label(state), "state": "done" if move else "now" if now else "next",
            "who": names.get(move.by_id, "–") if move else None, "when": moment(move.at, zone) if move else None,
        })  # fmt: skip
    return items


def next_of(row: PathRow) -> Any:
    """What has to happen now, in one sentence."""
    if row.withdrawn:
        return WITHDRAWN_NEXT
    return LEFT_OUT_NEXT if row.decision == "leave_out" else NEXT_LABELS[row.state]
