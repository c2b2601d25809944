"""Percentages, hidden counts, months: the arithmetic of the reports."""

from datetime import date

import pytest

from rehab.reports.frames import MOST_MONTHS, months_between
from rehab.reports.tables import FEW, guarded, hide_second, rate


@pytest.mark.parametrize(
    ("part", "base", "expected"), [(0, 0, None), (0, 5, 0), (1, 8, 13), (1, 200, 1), (1, 201, 0), (2, 3, 67), (7, 7, 100)]
)
def test_a_percentage_rounds_halves_up_and_knows_no_base_of_nothing(part: int, base: int, expected: int | None) -> None:
    assert rate(part, base) == expected


@pytest.mark.parametrize(
    ("unsafe", "values", "expected"),
    [
        ([False, False], [9, 8], [False, False]),
        ([True, False, False], [3, 40, 9], [True, False, True]),
        ([True, True, False], [3, 4, 9], [True, True, False]),
        ([True], [3], [True]),
        ([True, False, False], [3, 0, 9], [True, False, True]),
    ],
)
def test_one_hidden_cell_takes_the_smallest_other_with_it(unsafe: list[bool], values: list[int], expected: list[bool]) -> None:
    assert hide_second(unsafe, values) == expected


def test_a_small_group_shows_neither_its_people_nor_who_takes_part() -> None:
    rows = guarded([("A", 3, 2), ("B", 50, 20), ("C", 80, 40)])
    assert rows[0] == ["A", FEW, FEW, None]
    assert rows[2] == ["C", 80, 40, 50]
    assert rows[1][1] not in (50, FEW) and rows[1][3] is None


def test_few_who_do_not_take_part_are_hidden_too() -> None:
    rows = guarded([("A", 50, 48), ("B", 60, 30), ("C", 70, 10)])
    assert 48 not in rows[0] and rows[0][3] is None
    assert rows[0][1] == 50
    assert 10 not in rows[2]
    assert rows[1] == ["B", 60, 30, 50]


@pytest.mark.parametrize("groups", [[("A", n, k), ("B", 30, 12), ("C", 41, 20)] for n in range(12) for k in range(n + 1)])
def test_nothing_small_can_be_worked_out_from_what_is_shown(groups: list[tuple[str, int, int]]) -> None:
    """Whoever knows the totals of both columns and everything shown finds no count of 1 to 4."""
    rows = guarded(groups)
    for column in (1, 2):
        hidden = [index for index, row in enumerate(rows) if not isinstance(row[column], int)]
        assert len(hidden) != 1
        shown = [row[column] for row in rows if isinstance(row[column], int)]
        assert all(value == 0 or value >= 5 for value in shown)
    for row in rows:
        if isinstance(row[1], int) and isinstance(row[2], int):
            assert not 0 < row[1] - row[2] < 5


@pytest.mark.parametrize(
    ("from_on", "to_on", "expected"),
    [
        (date(2025, 11, 15), date(2026, 2, 1), [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]),
        (date(2026, 2, 28), date(2026, 3, 2), [date(2026, 2, 1), date(2026, 3, 1)]),
        (date(2026, 2, 1), date(2026, 2, 2), [date(2026, 2, 1)]),
    ],
)
def test_the_months_a_period_touches(from_on: date, to_on: date, expected: list[date]) -> None:
    assert months_between(from_on, to_on) == expected


def test_a_long_period_shows_its_last_months() -> None:
    months = months_between(date(2010, 1, 1), date(2026, 3, 1))
    assert len(months) == MOST_MONTHS and months[-1] == date(2026, 2, 1)
