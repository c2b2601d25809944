"""Why somebody cannot take the next step: one code a reason, the same on the page before and in the deed itself."""

from rehab.proposals.shapes import PathRow
from rehab.proposals.states import BEFORE_DECREE, STEPS


def hindrance(act: str, row: PathRow, user_id: int | None, *, back: bool = False) -> str | None:
    """What stands in the way of one officer's act over one person, as a code; None where nothing does.

    `back` asks for sending back at the check of that name.
    """
    if row.state != STEPS[act][0]:
        return "state"
    if row.withdrawn:
        return "withdrawn"
    if back:
        return "own_wali" if user_id == row.own_wali_id else None
    return {"verify": _verify, "recommend": _recommend, "decide": _decide}.get(act, _other)(act, row, user_id)


def _other(act: str, row: PathRow, user_id: int | None) -> str | None:
    if act == "prepare" and user_id == row.own_wali_id:
        return "own_wali"
    if act in ("send", "grant", "hand_over", "enter") and row.decision != "propose":
        return "not_proposed"
    return None


def _verify(_act: str, row: PathRow, user_id: int | None) -> str | None:
    if row.wali_id is None:
        return "no_wali"
    if user_id == row.prepared_by:
        return "preparer"
    return _wali(row, user_id)


def _recommend(_act: str, row: PathRow, user_id: int | None) -> str | None:
    return "preparer" if user_id == row.prepared_by else _wali(row, user_id)


def _decide(_act: str, row: PathRow, user_id: int | None) -> str | None:
    return "acted" if user_id in (row.prepared_by, row.verified_by, row.recommended_by) else _wali(row, user_id)


def _wali(row: PathRow, user_id: int | None) -> str | None:
    """Neither the officer nor anybody before may be the wali of the person, also where that changed on the way."""
    if user_id == row.own_wali_id:
        return "own_wali"
    acted = (row.prepared_by, row.verified_by, row.recommended_by)
    return "wali_acted" if row.own_wali_id and row.own_wali_id in acted else None


def entry_hindrance(row: PathRow, scope_covers: bool, recorded: tuple[int, int] | None) -> str | None:
    """What stands in the way of entering a grant into the history; `recorded` is the same grant there already, with its days."""
    if recorded is not None:
        return None if recorded[1] == row.granted_days else "other_days"
    return None if scope_covers else "moved"


def withdrawal_hindrance(act: str, row: PathRow, user_id: int | None, filed_by: int | None) -> str | None:
    """What stands in the way of filing a withdrawal, or of deciding on the one that waits."""
    if user_id == row.own_wali_id:
        return "own_wali"
    if act == "withdraw":
        said = row.decision or row.recommendation or row.proposal
        if row.state not in BEFORE_DECREE or said != "propose" or row.withdrawn:
            return "nothing_proposed"
        return "filed" if row.filed else None
    if user_id == filed_by:
        return "filer"
    if act == "confirm_withdrawal" and row.state not in BEFORE_DECREE:
        return "nothing_proposed"
    return None
