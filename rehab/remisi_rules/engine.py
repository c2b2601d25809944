"""The one question of the house of law: who receives what on a day, and why."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rehab.remisi_rules import reading
from rehab.remisi_rules.amounts import GENERAL, days_given
from rehab.remisi_rules.answer import MET, NOT_MET, UNKNOWN
from rehab.remisi_rules.errors import InvalidQuestion
from rehab.remisi_rules.facts import Facts
from rehab.remisi_rules.finding import Finding
from rehab.remisi_rules.kinds import checked_kind, counts_as_child
from rehab.remisi_rules.law import Rules, rules_on
from rehab.remisi_rules.offence_regime import is_asked
from rehab.remisi_rules.plan import Plan, plan_for
from rehab.remisi_rules.policy import Policy
from rehab.remisi_rules.question import GeneralThatDay, Question
from rehab.remisi_rules.spans import span
from rehab.remisi_rules.verdict import ELIGIBLE, INCOMPLETE, NOT_ELIGIBLE, Verdict

_PART_OF_GENERAL = "part_of_general"
CLASS_I, CLASS_II = "I", "II"
# Finding(*answer, *heading) in half the time
_tuple = tuple.__new__


def assess(
    facts: Facts | Mapping[str, Any],
    kind: str,
    on: date | str,
    holiday: str | None = None,
    late_on: date | str | None = None,
    policy: Policy | Mapping[str, Any] | None = None,
) -> Verdict:
    """The verdict on one person for one kind and day.

    Pure: the same question always gives the same verdict. Raises RuleNotInForce where the law has no such
    remission that day and InvalidQuestion for anything malformed.
    """
    day, late_day, rules = checked_question(kind, on, holiday, late_on, policy)
    return assess_under(rules, Facts.from_json(facts), kind, day, holiday, late_day)


def assess_under(
    rules: Rules, facts: Facts, kind: str, on: date, holiday: str | None = None, late_on: date | None = None
) -> Verdict:
    """The verdict on one more person of a question that `checked_question` let pass; InvalidQuestion for the facts alone."""
    try:
        return _verdict(facts, kind, on, holiday, late_on, rules)
    except OverflowError:
        raise InvalidQuestion("facts: a date lies beyond the calendar") from None


def checked_question(
    kind: str,
    on: date | str,
    holiday: str | None = None,
    late_on: date | str | None = None,
    policy: Policy | Mapping[str, Any] | None = None,
    law: Callable[[date, Policy], Rules] = rules_on,
) -> tuple[date, date | None, Rules]:
    """The day, the late day and the rules of a question about anybody, by the rules of a day. Raises as `assess` does."""
    day = reading.required_date(on, "on")
    late_day = reading.date_of(late_on, "late_on")
    rules = law(day, Policy.of(policy))
    checked_kind(kind, day, holiday, rules)
    if late_day is not None and late_day < day:
        raise InvalidQuestion("late_on: comes before the day it is late for")
    return day, late_day, rules


def _verdict(facts: Facts, kind: str, on: date, holiday: str | None, late_on: date | None, rules: Rules) -> Verdict:
    child = counts_as_child(kind, facts, rules)
    question = Question(facts, kind, on, holiday, late_on, rules, child)
    if question.rule.amount == _PART_OF_GENERAL:
        question.same_day_general = _general_of(facts, on, late_on, rules)
    plan = plan_for(rules, kind, child, facts.offence)
    findings = _conditions(question, plan)
    findings += _papers(question, plan, findings)
    return _concluded(question, late_on, plan, findings)


def _general_of(facts: Facts, on: date, late_on: date | None, rules: Rules) -> GeneralThatDay:
    recorded = [each.days for each in facts.remissions if each.kind == GENERAL and each.on == on]
    if recorded:
        return GeneralThatDay(ELIGIBLE, max(recorded), recorded=True)
    verdict = _verdict(facts, GENERAL, on, None, late_on, rules)
    return GeneralThatDay(verdict.outcome, verdict.days, recorded=False)


def _conditions(question: Question, plan: Plan) -> list[Finding]:
    return [
        _tuple(Finding, step.evaluate(question) + step.heading)
        for step in plan.steps
        if step.crimes is None or is_asked(question, step.crimes)
    ]


def _papers(question: Question, plan: Plan, findings: list[Finding]) -> list[Finding]:
    documents = question.facts.documents or {}
    return [
        paper.findings[documents.get(paper.code)]
        for paper in plan.papers
        if paper.beside is None or any(finding.code == paper.beside for finding in findings)
    ]


def _concluded(question: Question, late_on: date | None, plan: Plan, findings: list[Finding]) -> Verdict:
    standing = [finding for finding in findings if finding.state != MET]
    failed = standing and [finding for finding in standing if finding.state == NOT_MET]
    unknown = standing and [finding for finding in standing if finding.state == UNKNOWN]
    days = 0 if failed else days_given(question)
    before = question.expiry_before
    after = None if before is None else before - span(days)
    return Verdict(
        kind=question.kind,
        on=question.on,
        holiday=question.holiday,
        late_on=late_on,
        outcome=NOT_ELIGIBLE if failed else INCOMPLETE if standing else ELIGIBLE,
        days=days,
        class_=_class(question, days),
        failed=_codes(failed),
        unknown=_codes(unknown),
        expiry_before=before,
        expiry_after=after,
        release_on=_release(question, after),
        earliest_on=_earliest(failed),
        nth=question.nth,
        month_days=question.rules.month_days,
        amount_basis=plan.amount,
        findings=tuple(findings),
    )


def _codes(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(sorted([finding.code for finding in findings])) if findings else ()


def _earliest(failed: list[Finding]) -> date | None:
    if not failed:
        return None
    cures = [finding.met_from for finding in failed if finding.met_from is not None]
    return max(cures) if len(cures) == len(failed) else None


def _class(question: Question, days: int) -> str | None:
    if not days or question.expiry_before is None:
        return None
    return CLASS_II if days >= (question.expiry_before - question.on).days else CLASS_I


def _release(question: Question, expiry_after: date | None) -> date | None:
    outstanding = question.facts.subsidiary.days_outstanding
    if expiry_after is None or outstanding is None:
        return None
    return max(expiry_after, question.on) + span(outstanding)
