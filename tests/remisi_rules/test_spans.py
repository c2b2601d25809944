"""Sums of months at the ends of the calendar, which no dossier reaches."""

from datetime import date

import pytest

from rehab.remisi_rules.spans import add_months


def test_months_are_added_up_to_the_ends_of_the_calendar() -> None:
    assert add_months(date(1, 2, 1), -1) == date(1, 1, 1)
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)


@pytest.mark.parametrize(("day", "months"), [(date(1, 1, 1), -1), (date(9999, 12, 1), 1)])
def test_no_month_lies_beyond_the_calendar(day: date, months: int) -> None:
    with pytest.raises(OverflowError, match=r"^date out of range$"):
        add_months(day, months)
