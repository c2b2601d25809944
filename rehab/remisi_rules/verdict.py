"""The answer: codes and values, no words."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rehab.remisi_rules.answer import Answer
from rehab.remisi_rules.plan import PAPERS, Basis, PaperStep, Plan, Step

ELIGIBLE: Final = "eligible"
INCOMPLETE: Final = "incomplete"
NOT_ELIGIBLE: Final = "not_eligible"
OUTCOMES = (ELIGIBLE, INCOMPLETE, NOT_ELIGIBLE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition or paper: what was seen, what it is held against, where it stands, and from when it is met."""

    criterion: str
    document: str | None
    state: str
    value: Any
    threshold: Any
    source: str | None
    met_from: date | None
    basis: Basis

    @property
    def code(self) -> str:
        """The code it is counted under: a paper's own, else the condition's."""
        return self.document or self.criterion

    def to_json(self) -> dict[str, Any]:
        """Plain data, dates as text."""
        return {
            "criterion": self.criterion,
            "document": self.document,
            "state": self.state,
            "value": plain(self.value),
            "threshold": plain(self.threshold),
            "source": self.source,
            "met_from": plain(self.met_from),
            "basis": [_reference(each) for each in self.basis.references],
            "confidence": self.basis.confidence,
            "questions": list(self.basis.questions),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcome, size and dates of one question; `failed` and `unknown` are sorted codes, days are plain days."""

    kind: str
    on: date
    holiday: str | None
    late_on: date | None
    outcome: str
    days: int
    class_: str | None
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    expiry_before: date | None
    expiry_after: date | None
    release_on: date | None
    earliest_on: date | None
    nth: int
    month_days: int
    _plan: Plan = field(repr=False, compare=False)
    answers: tuple[tuple[Step | PaperStep, Answer], ...] = field(repr=False)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every condition asked, in the order of the law's table, then the papers."""
        return tuple(_finding(step, answer) for step, answer in self.answers)

    @property
    def amount_basis(self) -> Basis:
        """The articles behind the number of days."""
        return self._plan.amount

    @property
    def months_and_days(self) -> tuple[int, int]:
        """The size as decrees write it: whole months of the law's length, and days."""
        return divmod(self.days, self.month_days)

    def summary(self) -> dict[str, Any]:
        """Plain data without findings, as the command line answers."""
        return {
            "outcome": self.outcome,
            "days": self.days,
            "class": self.class_,
            "failed": list(self.failed),
            "unknown": list(self.unknown),
            "expiry_before": plain(self.expiry_before),
            "expiry_after": plain(self.expiry_after),
            "release_on": plain(self.release_on),
            "earliest_on": plain(self.earliest_on),
        }

    def to_json(self) -> dict[str, Any]:
        """The whole verdict as plain data; equal verdicts give equal data."""
        months, days = self.months_and_days
        return {
            "kind": self.kind,
            "on": plain(self.on),
            "holiday": self.holiday,
            "late_on": plain(self.late_on),
            **self.summary(),
            "nth": self.nth,
            "amount": {
                "months": months,
                "days": days,
                "basis": [_reference(each) for each in self.amount_basis.references],
                "confidence": self.amount_basis.confidence,
                "questions": list(self.amount_basis.questions),
            },
            "findings": [finding.to_json() for finding in self.findings],
        }


def _finding(step: Step | PaperStep, answer: Answer) -> Finding:
    paper = isinstance(step, PaperStep)
    return Finding(PAPERS if paper else step.code, step.code if paper else None, *answer, step.basis)


def _reference(reference: Any) -> dict[str, str]:
    found = {"title": reference.title, "article": reference.article}
    return found if reference.address is None else {**found, "address": reference.address}


# types that are plain data already
PLAIN = frozenset({int, str, bool, type(None)})


def plain(value: Any) -> Any:
    """Dates and decimals as text, mappings and lists through."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is date:
        return value.isoformat()
    if kind is Decimal:
        return str(value)
    if kind is dict:
        return {key: plain(part) for key, part in value.items()}
    if kind is list or kind is tuple:
        return [plain(part) for part in value]
    return value
