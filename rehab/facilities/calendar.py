"""What an office wants to have by how many days before a day of remission; an office may set its own days."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

# In the policy of a facility; a step that is not there has its default.
SETTING = "calendar_days"
# Habit of offices: no source gives deadlines for remission (confidence C). The steps in the order of time.
DAYS_BEFORE = {"data": 120, "conduct": 90, "papers": 30, "decree": 5}
MOST_DAYS = 365


def calendar_days(policy: Mapping[str, Any]) -> dict[str, int]:
    """The days before a day of remission for each step, under the policy of a facility."""
    return DAYS_BEFORE | policy.get(SETTING, {})


def own_days(days: Mapping[str, int | None]) -> dict[str, int]:
    """Of the days typed for each step those that are not the default; an empty one is."""
    return {step: number for step, number in days.items() if number is not None and number != DAYS_BEFORE[step]}


def steps_out_of_order(days: Mapping[str, int | None]) -> list[str]:
    """The steps that would come before the one they follow, of days typed (None: the default)."""
    wanted = DAYS_BEFORE | {step: number for step, number in days.items() if number is not None}
    return [later for earlier, later in pairwise(wanted) if wanted[later] > wanted[earlier]]
