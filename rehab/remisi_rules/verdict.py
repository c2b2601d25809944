"""The answer: codes and values, no words."""

from datetime import date
from typing import Any, Final, NamedTuple

from rehab.remisi_rules.finding import Basis, Finding, plain

ELIGIBLE: Final = "eligible"
INCOMPLETE: Final = "incomplete"
NOT_ELIGIBLE: Final = "not_eligible"
OUTCOMES = (ELIGIBLE, INCOMPLETE, NOT_ELIGIBLE)


class Verdict(NamedTuple):
    """Outcome, size and dates of one question; `failed` and `unknown` are sorted codes, days are plain days.

    findings: every condition asked, in the order of the law's table, then the papers; amount_basis: the articles
    behind the number of days.
    """

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
    amount_basis: Basis
    findings: tuple[Finding, ...]

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
            "amount": {"months": months, "days": days, **self.amount_basis.to_json()},
            "findings": [finding.to_json() for finding in self.findings],
        }
