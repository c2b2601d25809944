"""Which conditions and papers a kind asks on a day, with the article behind each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from rehab.remisi_rules.answer import Answer
from rehab.remisi_rules.criteria import EVALUATE
from rehab.remisi_rules.law import Rules
from rehab.remisi_rules.parameters import CONFIDENCES, Reference, Value
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.values import Asked
from rehab.remisi_rules.words import CRITERIA

PAPERS = "papers"


@dataclass(frozen=True, slots=True)
class Basis:
    """The articles behind a finding, the weakest confidence among them, and what is still to be asked."""

    references: tuple[Reference, ...]
    confidence: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One condition; `crimes` is set where the offence decides that it is asked."""

    code: str
    evaluate: Callable[[Question], Answer]
    crimes: Asked | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class PaperStep:
    """One paper, asked always or beside a condition."""

    code: str
    beside: str | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Plan:
    """What a kind asks, in the order of the findings."""

    steps: tuple[Step, ...]
    papers: tuple[PaperStep, ...]
    amount: Basis


@cache
def plan_for(rules: Rules, kind: str, child: bool) -> Plan:
    """The plan of a kind under the rules of a day; `child` chooses what is asked of children only."""
    steps = []
    for code in CRITERIA:
        asked = rules.criteria.get(code)
        if asked is None or not _applies(asked, rules, kind, child):
            continue
        used = [rules.sources[f"criterion.{code}"], *rules.used(asked.uses, child)]
        steps.append(Step(code, EVALUATE[code], asked if asked.for_some_crimes else None, _basis(used)))
    standing = {step.code for step in steps}
    papers = [
        PaperStep(code, paper.beside, _basis([rules.sources[f"paper.{code}"]]))
        for code, paper in rules.papers.items()
        if kind in paper.kinds or paper.beside in standing
    ]
    amount = [rules.sources[f"kind.{kind}"], *rules.used(rules.kinds[kind].uses, child)]
    return Plan(tuple(steps), tuple(papers), _basis(amount))


def _applies(asked: Asked, rules: Rules, kind: str, child: bool) -> bool:
    if asked.children_only and not child:
        return False
    if kind in asked.switched_kinds and asked.switch is not None:
        return bool(getattr(rules, asked.switch))
    return kind in asked.kinds


def _basis(used: Iterable[Value]) -> Basis:
    values = list(used)
    references = tuple(dict.fromkeys(reference for value in values for reference in value.references))
    confidence = max((value.confidence for value in values), key=CONFIDENCES.index)
    questions = tuple(dict.fromkeys(value.question for value in values if value.question is not None))
    return Basis(references, confidence, questions)
