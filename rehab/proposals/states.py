"""The path of one person through a round: from → to → the permission it takes; and which act makes which step."""

from itertools import pairwise

from rehab.access.permissions import Permission
from rehab.proposals.models import ACTS, STATES

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
# The act that brings somebody one step on.
STEPS: dict[str, tuple[str, str]] = dict(zip(ACTS[:8], pairwise(STATES), strict=True))
# The three checks, at each of which somebody may be sent back instead.
CHECKS = ("verify", "recommend", "decide")
# A withdrawal is filed by whoever prepares, and confirmed or declined by whoever verifies.
WITHDRAWAL_ACTS: dict[str, Permission] = {
    "withdraw": P.PROPOSALS_PREPARE,
    "confirm_withdrawal": P.PROPOSALS_VERIFY,
    "decline_withdrawal": P.PROPOSALS_VERIFY,
}
# From here on the verdict and its facts are what the decision rests on, and stay as they are.
FROZEN_STATES = STATES[1:]
# Where the head's decision stands.
DECIDED_STATES = STATES[4:]
# Nobody goes further than "decided" who was not proposed.
PROPOSED_ONLY = STATES[5:]
# A violation withdraws as long as the decree is not there.
BEFORE_DECREE = STATES[1:6]


def may_move(before: str, after: str) -> bool:
    """Whether somebody may go from one state to another."""
    return (before, after) in MOVES


def permission_of(act: str) -> Permission:
    """What it takes to do an act; sending back takes what the check takes at which it happens."""
    return MOVES[STEPS[act]] if act in STEPS else WITHDRAWAL_ACTS[act]
