"""The path of the crowded facility's first round: everybody on it, many hearings and decrees, a long history of the first."""

from datetime import date, datetime

from rehab.access.permissions import Role
from rehab.plumbing.bulk import insert_rows, update_rows
from rehab.proposals.models import Candidate, CandidateMove, Decree, Deed, Hearing, Withdrawal

HERE = {"facility_id": 1}


def fill_paths(everybody: range, parts: range, *, on: date, at: datetime) -> None:
    """Everybody of the first round on the path, at its first four steps; the first has been sent back many times."""
    officer = {role: place for place, role in enumerate(Role, 1)}
    acts = (("prepare", Role.PEMBINAAN), ("verify", Role.REGISTRASI), ("recommend", Role.TPP), ("decide", Role.KEPALA))
    deed = HERE | {"round_id": 1, "at": at, "batch_hash": "0" * 64, "people": len(everybody), "step_up": "totp"}
    insert_rows(Deed, [deed | {"act": act, "by_id": officer[role]} for act, role in acts])
    hearing = HERE | {"round_id": 1, "held_on": on, "recorded_by": officer[Role.TPP], "recorded_at": at}
    members = [{"name": f"Anggota {each}", "office": "Anggota", "present": True} for each in range(9)]
    insert_rows(Hearing, [hearing | {"number": f"TPP-{each}", "members": members} for each in parts])
    decree = HERE | {"round_id": 1, "dated_on": on, "recorded_by": officer[Role.REGISTRASI], "recorded_at": at}
    insert_rows(Decree, [decree | {"number": f"PAS-{each}"} for each in parts])
    row = HERE | {"round_id": 1, "state": "prepared", "proposal": "propose", "wali_id": officer[Role.WALI]}
    row |= {"prepared_by": officer[Role.PEMBINAAN], "prepared_deed_id": 1}
    insert_rows(Candidate, [row | {"wbp_id": each} for each in everybody])
    said = {"recommended": {"recommendation": "propose", "hearing_id": 1}, "decided": {"decision": "propose"}}
    steps = (("verified", Role.REGISTRASI, 2), ("recommended", Role.TPP, 3), ("decided", Role.KEPALA, 4))
    for count, (state, role, deed_id) in enumerate(steps, 1):
        by = {f"{state}_by": officer[role], f"{state}_deed_id": deed_id, "state": state}
        ids = [each for each in everybody if each % 4 >= count]
        update_rows(Candidate, [{"id": each, "version": count} | by | said.get(state, {}) for each in ids])
    move = HERE | {"candidate_id": 1, "deed_id": 1, "before": "open", "after": "prepared", "said": "propose"}
    insert_rows(CandidateMove, [move for _ in parts])
    filed = HERE | {"candidate_id": 1, "discipline_id": 1, "entry": {"level": "ringan", "starts_on": "2026-08-01", "note": ""}}
    filed |= {"reason": "Berkelahi", "filed_by": officer[Role.REGISTRASI], "filed_deed_id": 2, "filed_at": at}
    answer = {"decision": "declined", "decided_by": officer[Role.TPP], "decided_deed_id": 3, "decided_at": at}
    insert_rows(Withdrawal, [filed | answer for _ in parts])
