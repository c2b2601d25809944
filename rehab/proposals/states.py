"""The path of one person through a round: from → to → the permission it takes."""

from rehab.access.permissions import Permission
from rehab.proposals.models import STATES

P = Permission
MOVES: dict[tuple[str, str], Permission] = {
    ("open", "prepared"): P.PROPOSALS_PREPARE,
    ("prepared", "verified"): P.PROPOSALS_VERIFY,
    ("verified", "recommended"): P.PROPOSALS_RECOMMEND,
    ("recommended", "decided"): P.PROPOSALS_DECIDE,
    ("decided", "sent"): P.PROPOSALS_SEND,
    ("sent", "granted"): P.PROPOSALS_SEND,
    ("granted", "handed_over"): P.PROPOSALS_SEND,
    ("handed_over", "entered"): P.PROPOSALS_SEND,
    # Sent back with a reason: the work begins again, and what was said before stays on record.
    ("prepared", "open"): P.PROPOSALS_VERIFY,
    ("verified", "open"): P.PROPOSALS_RECOMMEND,
    ("recommended", "open"): P.PROPOSALS_DECIDE,
}
# From here on the verdict and its facts are what the decision rests on, and stay as they are.
FROZEN_STATES = STATES[1:]
# Where the head's decision stands.
DECIDED_STATES = STATES[4:]
# Nobody goes further than "decided" who was not proposed.
PROPOSED_ONLY = STATES[5:]


def may_move(before: str, after: str) -> bool:
    """Whether somebody may go from one state to another."""
    return (before, after) in MOVES
