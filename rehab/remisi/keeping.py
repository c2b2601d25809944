"""Verdicts as a kept round stores them: codes and values, each article written once for the whole round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rehab.remisi.haste import uncollected
from rehab.remisi_rules.finding import PAPERS, PLAIN, Basis, Finding, plain
from rehab.remisi_rules.verdict import Verdict

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
# What a stored verdict holds beside its summary; "made" says by which rules, under which switches and when.
BESIDE_SUMMARY = frozenset({"nth", "amount", "findings", "made"})


class Bases:
    """The articles of a round, each once, in the order they were first met.

    `before` are those that stay: verdicts a decision rests on name them by their places.
    """

    def __init__(self, before: Sequence[dict[str, Any]] = ()) -> None:
        self.written: list[dict[str, Any]] = list(before)
        self._places: dict[int, int] = {}
        self._alive: list[Basis] = []
        self._papers: dict[tuple[str, str], list[Any]] = {}

    def place(self, basis: Basis) -> int:
        """Where a basis stands in `written`."""
        found = self._places.get(id(basis))
        if found is None:
            articles = [{"title": each.title, "article": each.article} for each in basis.references]
            written = {"articles": articles, "confidence": basis.confidence, "questions": list(basis.questions)}
            self._alive.append(basis)
            found = self._places[id(basis)] = self._written(written)
        return found

    def _written(self, basis: dict[str, Any]) -> int:
        if basis not in self.written:
            self.written.append(basis)
        return self.written.index(basis)

    def paper(self, finding: Finding) -> list[Any]:
        """The finding of a paper in one of its states: the same for everybody, so it is made once."""
        found = self._papers.get((finding.code, finding.value))
        if found is None:
            found = self._papers[finding.code, finding.value] = _finding(finding, self)
        return found


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """One condition or paper as stored: values are numbers, texts, lists or mappings; dates are ISO texts."""

    code: str
    is_paper: bool
    state: str
    value: Any
    threshold: Any
    source: str | None
    met_from: str | None
    articles: tuple[str, ...]
    confidence: str
    questions: tuple[str, ...]


def packed_all(
    verdicts: Iterable[Verdict], before: Sequence[dict[str, Any]] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Verdicts as plain data, and the articles their findings name by place; those of `before` keep theirs."""
    bases = Bases(before)
    with uncollected():
        return [packed(verdict, bases) for verdict in verdicts], bases.written


def packed(verdict: Verdict, bases: Bases) -> dict[str, Any]:
    """A verdict as plain data; findings as short lists."""
    months, days = verdict.months_and_days
    findings = [bases.paper(each) if each.criterion == PAPERS else _finding(each, bases) for each in verdict.findings]
    amount = {"months": months, "days": days, "basis": bases.place(verdict.amount_basis)}
    return {**verdict.summary(), "nth": verdict.nth, "amount": amount, "findings": findings}


def summary_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The summary of a stored verdict, as the law's engine gave it."""
    return {name: value for name, value in kept.items() if name not in BESIDE_SUMMARY}


def _finding(finding: Finding, bases: Bases) -> list[Any]:
    state, value, threshold, source, met_from, code, criterion, basis = finding
    return [
        code,
        criterion == PAPERS,
        state,
        value if type(value) in PLAIN else plain(value),
        threshold if type(threshold) in PLAIN else plain(threshold),
        source,
        None if met_from is None else met_from.isoformat(),
        bases.place(basis),
    ]


def unpacked(verdict: Mapping[str, Any], bases: Sequence[Mapping[str, Any]]) -> list[KeptFinding]:
    """The findings of a stored verdict with their articles, in the order of the law's table."""
    return [KeptFinding(*each[:7], *_basis(bases[each[7]])) for each in verdict["findings"]]


def amount_articles(verdict: Mapping[str, Any], bases: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The articles behind the size."""
    return _basis(bases[verdict["amount"]["basis"]])[0]


def _basis(basis: Mapping[str, Any]) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    articles = tuple(f"{each['title']} {each['article']}" for each in basis["articles"])
    return articles, basis["confidence"], tuple(basis["questions"])
