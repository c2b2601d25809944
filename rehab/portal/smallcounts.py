"""Small counts: what a table by personal traits may show, so that nobody is picked out of it."""

from collections.abc import Mapping

SMALLEST_SHOWN = 5
HIDDEN = "*"
SMALL = f"<{SMALLEST_SHOWN}"


def masked_counts(counts: Mapping[str, int]) -> dict[str, str]:
    """Each count as it may be shown where no total stands beside it: 1–4 as "<5"."""
    return {key: SMALL if 0 < count < SMALLEST_SHOWN else str(count) for key, count in counts.items()}


def shown_counts(counts: Mapping[str, int]) -> dict[str, str]:
    """Each count as it may be shown beside its total: 1–4 as "<5", further cells as "*" while a hidden one could be worked out.

    Whoever knows the total and the visible cells is left with at least two possible values for every hidden small count,
    or, where no such table exists, sees no cell at all.
    """
    small = {key for key, count in counts.items() if 0 < count < SMALLEST_SHOWN}
    extra: set[str] = set()
    while any(_worked_out(key, counts, small, extra) for key in small):
        visible = [key for key in counts if key not in small and key not in extra]
        if not visible:
            return dict.fromkeys(counts, HIDDEN)
        extra.add(min(visible, key=lambda key: (counts[key], key)))
    return {key: SMALL if key in small else HIDDEN if key in extra else str(count) for key, count in counts.items()}


def _worked_out(key: str, counts: Mapping[str, int], small: set[str], extra: set[str]) -> bool:
    """Whether the hidden cells' sum leaves one value alone to a small cell: small cells lie in 1–4, the others are 0 or ≥ 5."""
    total = sum(counts[each] for each in small | extra)
    others = len(small) - 1
    possible = [value for value in range(1, SMALLEST_SHOWN) if _reachable(total - value, others, len(extra))]
    return len(possible) < 2


def _reachable(rest: int, small: int, extra: int) -> bool:
    """Whether `rest` can be the sum of `small` counts of 1–4 and `extra` counts of 0 or at least 5."""
    least, most = small, small * (SMALLEST_SHOWN - 1)
    if rest < least:
        return False
    return rest <= most or (extra > 0 and rest >= least + SMALLEST_SHOWN)
