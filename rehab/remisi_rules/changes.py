"""Single changes to the facts of a person, and the facts as they stand once they are made."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from rehab.remisi_rules.facts import Facts, MonthScore, Participation, Period, RiskAssessment
from rehab.remisi_rules.reading import month_of

DOCUMENT: Final = "document"
SPPN: Final = "sppn"
RISK: Final = "risk"
FLAG: Final = "flag"
RECORD: Final = "record"
ATTENDANCE: Final = "attendance"
SERVICE: Final = "service"
PUNISHMENT: Final = "punishment"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing somebody does; `possible_from` is the first day on which it can be done (None: at once).

    kind        subject                   value
    document    code of the paper         "verified"
    sppn        month "2026-07"           the least score that suffices
    risk        day of the assessment     the worst level that suffices
    flag        name of the fact          true or false, as it must be confirmed
    record      name of the fact          a value with which it suffices
    attendance  ""                        {"attended", "counted"}: the least that suffices
    service     "ground:day:place"        true: verified
    punishment  first day                 the level with which it does not count
    """

    kind: str
    subject: str
    value: Any
    possible_from: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What the change is about; two changes of one thing exclude each other."""
        return self.kind, self.subject


def applied(facts: Facts, changes: Iterable[Change], on: date, late_on: date | None = None) -> Facts:
    """The facts with every change made that can be made by that day; only attendance is bound to the day itself."""
    for change in changes:
        day = on if change.kind == ATTENDANCE else late_on or on
        if change.possible_from is None or change.possible_from <= day:
            facts = _MAKE[change.kind](facts, change)
    return facts


def service_subject(ground: str, on: date, place: int) -> str:
    """What names one service: its ground, day and place among the services of the person."""
    return f"{ground}:{on}:{place}"


def _document(facts: Facts, change: Change) -> Facts:
    return replace(facts, documents={**(facts.documents or {}), change.subject: change.value})


def _sppn(facts: Facts, change: Change) -> Facts:
    month = month_of(change.subject, "month")
    others = [each for each in facts.sppn or () if each.month != month]
    return replace(facts, sppn=(*others, MonthScore(month, change.value)))


def _risk(facts: Facts, change: Change) -> Facts:
    day = date.fromisoformat(change.subject)
    others = [each for each in facts.risk or () if each.assessed_on != day]
    return replace(facts, risk=(*others, RiskAssessment(day, change.value)))


def _flag(facts: Facts, change: Change) -> Facts:
    return replace(facts, **{change.subject: change.value})


def _record(facts: Facts, change: Change) -> Facts:
    head, _dot, part = change.subject.partition(".")
    if part == "length":
        return replace(facts, sentence=facts.sentence._replace(years=change.value, months=0, days=0))
    if part:
        return replace(facts, **{head: getattr(facts, head)._replace(**{part: change.value})})
    if head == "detention":
        return replace(facts, detention=(Period(change.value),))
    return replace(facts, **{head: change.value})


def _attendance(facts: Facts, change: Change) -> Facts:
    return replace(facts, participation=Participation(change.value["counted"], change.value["attended"], 0))


def _service(facts: Facts, change: Change) -> Facts:
    place = int(change.subject.rpartition(":")[2])
    services = tuple(each._replace(verified=True) if number == place else each for number, each in enumerate(facts.services))
    return replace(facts, services=services)


def _punishment(facts: Facts, change: Change) -> Facts:
    day = date.fromisoformat(change.subject)
    discipline = tuple(
        each._replace(level=change.value) if each.starts_on == day and each.level is None else each
        for each in facts.discipline or ()
    )
    return replace(facts, discipline=discipline)


_MAKE: dict[str, Callable[[Facts, Change], Facts]] = {
    DOCUMENT: _document,
    SPPN: _sppn,
    RISK: _risk,
    FLAG: _flag,
    RECORD: _record,
    ATTENDANCE: _attendance,
    SERVICE: _service,
    PUNISHMENT: _punishment,
}
