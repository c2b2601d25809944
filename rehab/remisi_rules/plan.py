"""Which conditions and papers a kind asks on a day of whom, with the article behind each."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rehab.remisi_rules.answer import Answer, met, unknown
from rehab.remisi_rules.criteria import EVALUATE
from rehab.remisi_rules.finding import PAPERS, Basis, Finding, Heading
from rehab.remisi_rules.law import Rules
from rehab.remisi_rules.offence_regime import settled
from rehab.remisi_rules.parameters import Value
from rehab.remisi_rules.question import Question
from rehab.remisi_rules.values import Asked
from rehab.remisi_rules.words import CRITERIA

_VERIFIED, _PRESENT, _MISSING = "verified", "present", "missing"


@dataclass(frozen=True, slots=True)
class Step:
    """One condition; `crimes` is set where the judgment or the length of the sentence decides that it is asked."""

    heading: Heading
    evaluate: Callable[[Question], Answer]
    crimes: Asked | None


@dataclass(frozen=True, slots=True)
class PaperStep:
    """One paper and its finding by what is recorded of it; `beside` names the condition it is asked with."""

    code: str
    findings: Mapping[str | None, Finding]
    beside: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a kind asks, in the order of the findings."""

    steps: tuple[Step, ...]
    papers: tuple[PaperStep, ...]
    amount: Basis


def plan_for(rules: Rules, kind: str, child: bool, offence: str | None) -> Plan:
    """The plan of a kind under the rules of a day; `child` chooses what is asked of children only. Made once."""
    plan = rules.plans.get((kind, child, offence))
    if plan is None:
        plan = rules.plans[kind, child, offence] = _plan(rules, kind, child, offence)
    return plan


def _plan(rules: Rules, kind: str, child: bool, offence: str | None) -> Plan:
    steps = []
    for code in CRITERIA:
        asked = rules.criteria.get(code)
        if asked is None or not _applies(asked, rules, kind, child):
            continue
        always = settled(asked, offence, rules)
        if always is False:
            continue
        used = [rules.sources[f"criterion.{code}"], *rules.used(asked.uses, child)]
        steps.append(Step(Heading(code, code, _basis(used)), EVALUATE[code], None if always else asked))
    amount = [rules.sources[f"kind.{kind}"], *rules.used(rules.kinds[kind].uses, child)]
    return Plan(tuple(steps), tuple(_papers(rules, kind, steps)), _basis(amount))


def _papers(rules: Rules, kind: str, steps: list[Step]) -> Iterable[PaperStep]:
    asked = {step.heading.code for step in steps}
    for code, paper in rules.papers.items():
        if kind in paper.kinds or paper.beside in asked:
            heading = Heading(code, PAPERS, _basis([rules.sources[f"paper.{code}"]]))
            yield PaperStep(code, _findings(heading), paper.beside)


def _findings(heading: Heading) -> dict[str | None, Finding]:
    """A paper nobody recorded is missing, and a missing paper is unknown."""
    source = f"documents:{heading.code}"
    missing = Finding(*unknown(_MISSING, _VERIFIED, source), *heading)
    return {
        _VERIFIED: Finding(*met(_VERIFIED, _VERIFIED, source), *heading),
        _PRESENT: Finding(*unknown(_PRESENT, _VERIFIED, source), *heading),
        _MISSING: missing,
        None: missing,
    }


def _applies(asked: Asked, rules: Rules, kind: str, child: bool) -> bool:
    if asked.children_only and not child:
        return False
    if kind in asked.switched_kinds and asked.switch is not None:
        return bool(getattr(rules, asked.switch))
    return kind in asked.kinds


def _basis(used: Iterable[Value]) -> Basis:
    values = list(used)
    references = tuple(dict.fromkeys(reference for value in values for reference in value.references))
    confidence = max(value.confidence for value in values)  # A, B, C
    questions = tuple(dict.fromkeys(value.question for value in values if value.question is not None))
    return Basis(references, confidence, questions)
