"""What must be gathered before a question can be put: how far back, and whether gaps in the record decide."""

from rehab.remisi_rules.facts import Facts, Participation
from rehab.remisi_rules.kinds import counts_as_child
from rehab.remisi_rules.law import Rules


def look_back_days(kind: str, status: str | None, rules: Rules) -> int:
    """Days before the day of the round over which conduct and participation are looked at."""
    child = counts_as_child(kind, Facts(status=status), rules)
    return rules.look_back_child if child else rules.look_back_adult


def gaps_decide(found: Participation, unrecorded: int, rules: Rules) -> bool:
    """Whether sessions nobody recorded could turn the answer on participation either way.

    All of them attended is the best that can be, none of them the worst; recorded figures must be known.
    """
    if not unrecorded:
        return False
    attended, counted = found.attended or 0, (found.scheduled or 0) - (found.excused or 0) + unrecorded
    needed, parts = rules.active_min.as_integer_ratio()
    best = (attended + unrecorded) * parts >= needed * counted
    worst = attended * parts >= needed * counted
    return best != worst
