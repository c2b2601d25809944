"""What a table by personal traits may show."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from rehab.portal.smallcounts import HIDDEN, SMALL, shown_counts

counts_of_a_table = st.lists(st.integers(0, 12), min_size=1, max_size=5).map(
    lambda counts: {f"cell {number}": count for number, count in enumerate(counts)}
)


def solutions(counts: dict[str, int], shown: dict[str, str]) -> dict[str, set[int]]:
    """Every value each hidden cell could have for a reader who knows the total and what the marks mean."""
    total = sum(counts.values())
    ranges = [range(1, 5) if mark == SMALL else range(total + 1) if mark == HIDDEN else [int(mark)] for mark in shown.values()]
    found: dict[str, set[int]] = {key: set() for key in counts}
    for values in product(*ranges):
        if sum(values) == total:
            for key, value in zip(counts, values, strict=True):
                found[key].add(value)
    return found


@given(counts_of_a_table)
def test_no_small_count_can_be_worked_out(counts: dict[str, int]) -> None:
    shown = shown_counts(counts)
    assert not any(0 < count < 5 and shown[key] == str(count) for key, count in counts.items())
    if set(shown.values()) == {HIDDEN}:
        return
    possible = solutions(counts, shown)
    for key, count in counts.items():
        if 0 < count < 5:
            assert len(possible[key]) > 1


def test_counts_that_are_not_small_are_shown() -> None:
    assert shown_counts({"L": 20, "P": 5}) == {"L": "20", "P": "5"}
    assert shown_counts({"L": 20, "P": 0}) == {"L": "20", "P": "0"}


def test_a_second_cell_is_hidden_where_the_first_could_be_worked_out() -> None:
    assert shown_counts({"L": 20, "P": 3}) == {"L": HIDDEN, "P": SMALL}
    assert shown_counts({"a": 20, "b": 3, "c": 7}) == {"a": "20", "b": SMALL, "c": HIDDEN}


def test_a_table_without_a_way_out_shows_nothing() -> None:
    assert shown_counts({"L": 1}) == {"L": HIDDEN}
