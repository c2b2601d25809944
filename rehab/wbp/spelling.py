"""Near spelling of Indonesian names: Achmad and Ahmad, Djoko and Joko, Soeharto and Suharto fold to the same letters."""

from typing import Any

from sqlalchemy import ColumnElement, func

# In order: the old spelling first, then sounds that registers write in several ways.
FOLDS: tuple[tuple[str, str], ...] = (
    ("'", ""), ("`", ""), (".", " "), ("-", " "), ("oe", "u"), ("tj", "c"), ("dj", "j"), ("sj", "s"), ("sy", "s"), ("sh", "s"),
    ("ch", "h"), ("kh", "h"), ("th", "t"), ("dh", "d"), ("ph", "p"), ("v", "p"), ("f", "p"), ("z", "s"), ("q", "k"), ("x", "ks"),
    ("y", "i"), ("o", "u"), ("e", "a"), ("aa", "a"), ("ii", "i"), ("uu", "u"), ("bb", "b"), ("dd", "d"), ("kk", "k"),
    ("ll", "l"), ("mm", "m"), ("nn", "n"), ("pp", "p"), ("rr", "r"), ("ss", "s"), ("tt", "t"),
)  # fmt: skip


def fold(text: str) -> str:
    """A name as its sounds: lower case, variants of spelling made equal, single spaces."""
    folded = text.lower()
    for written, heard in FOLDS:
        folded = folded.replace(written, heard)
    return " ".join(folded.split())


def folded(column: Any) -> ColumnElement[str]:
    """The same folding as an expression both databases understand (inner spaces stay as they are)."""
    expression = func.lower(column)
    for written, heard in FOLDS:
        expression = func.replace(expression, written, heard)
    return expression
