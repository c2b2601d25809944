"""Near spelling of Indonesian names: Achmad and Ahmad, Djoko and Joko, Soeharto and Suharto fold to the same letters."""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select

# In order: the old spelling first, then sounds that registers write in several ways.
FOLDS: tuple[tuple[str, str], ...] = (
    ("'", ""), ("`", ""), (".", " "), ("-", " "), ("oe", "u"), ("tj", "c"), ("dj", "j"), ("sj", "s"), ("sy", "s"), ("sh", "s"),
    ("ch", "h"), ("kh", "h"), ("th", "t"), ("dh", "d"), ("ph", "p"), ("v", "p"), ("f", "p"), ("z", "s"), ("q", "k"), ("x", "ks"),
    ("y", "i"), ("o", "u"), ("e", "a"), ("aa", "a"), ("ii", "i"), ("uu", "u"), ("bb", "b"), ("dd", "d"), ("kk", "k"),
    ("ll", "l"), ("mm", "m"), ("nn", "n"), ("pp", "p"), ("rr", "r"), ("ss", "s"), ("tt", "t"),
)  # fmt: skip
AT_ONCE = 9


def fold(text: str) -> str:
    """A name as its sounds: lower case, variants of spelling made equal, single spaces."""
    folded = text.lower()
    for written, heard in FOLDS:
        folded = folded.replace(written, heard)
    return " ".join(folded.split())


def sounds(table_id: Any, text: Any, among: ColumnElement[bool]) -> Subquery:
    """A subquery of the ids `among` some rows with `heard`, the folded text of each row (inner spaces stay as they are).

    In several levels: SQLite's parser takes only so many function calls within each other.
    """
    step = select(table_id.label("id"), func.lower(text).label("heard")).where(among).subquery()
    for start in range(0, len(FOLDS), AT_ONCE):
        expression: Any = step.c.heard
        for written, heard in FOLDS[start : start + AT_ONCE]:
            expression = func.replace(expression, written, heard)
        step = select(step.c.id, expression.label("heard")).subquery()
    return step
