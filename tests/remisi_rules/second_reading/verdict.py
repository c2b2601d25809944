"""The answer: every row in the order of the table, the outcome from them, the days, the dates."""

from tests.remisi_rules.second_reading import additional, rows
from tests.remisi_rules.second_reading.amounts import ladder_days
from tests.remisi_rules.second_reading.counting import add_calendar, detained, expiry_before, has_no_end, plus, thirty_day_length
from tests.remisi_rules.second_reading.counting import unreduced_expiry as full_expiry
from tests.remisi_rules.second_reading.papers import papers
from tests.remisi_rules.second_reading.question import Question, Refused
from tests.remisi_rules.second_reading.rows import NOT_MET, UNKNOWN

IN_ORDER = (
    rows.final_judgment, rows.under_18, rows.sentence_kind, rows.sentence_length, rows.in_custody, rows.still_serving,
    rows.served_minimum, rows.not_escaped, rows.not_on_leave, rows.parole_intact, rows.not_in_subsidiary, rows.good_conduct,
    rows.sppn_good, rows.active_in_program, rows.risk_reduced, rows.religion_day, rows.one_third_served,
    rows.justice_collaborator, rows.fine_paid, rows.deradicalised, rows.loyalty_pledge, rows.over_70, rows.prolonged_illness,
    rows.earlier_ru, rows.once_a_year,
)  # fmt: skip


def answer(facts, kind, on, holiday=None, late_on=None, policy=None):
    """The answer to one question as a dict; `findings` is code → (state, met_from). Raises Refused."""
    try:
        return decide(Question(facts, kind, on, holiday, late_on, policy))
    except (OverflowError, ValueError):
        raise Refused("a day outside the calendar") from None


def decide(question):
    findings, base = {}, None
    if question.kind == "RT":
        base = additional.general_of_that_day(question, decide)
        findings = additional.findings(question, base)
    else:
        for row in IN_ORDER:
            found = row(question)
            if found is not None:
                findings[row.__name__] = found
        findings.update(papers(question, findings))
    states = [state for state, _met_from in findings.values()]
    outcome = "not_eligible" if NOT_MET in states else "incomplete" if UNKNOWN in states else "eligible"
    days = 0
    if outcome != "not_eligible":
        days = additional.days(question, base) if question.kind == "RT" else ladder_days(question)
    return {
        "outcome": outcome,
        "days": days,
        "failed": sorted(code for code, (state, _met_from) in findings.items() if state == NOT_MET),
        "unknown": sorted(code for code, (state, _met_from) in findings.items() if state == UNKNOWN),
        "earliest_on": earliest_on(findings),
        "findings": findings,
        **ends(question, days),
    }


def earliest_on(findings):
    """Where something failed and every failed criterion is cured by time, the latest of their met_from; else None."""
    cures = [met_from for state, met_from in findings.values() if state == NOT_MET]
    return max(cures) if cures and None not in cures else None


def ends(question, days):
    """expiry_before, expiry_after, class and release_on; for death, life, and outside custody all are null."""
    before = expiry_before(question)
    if before is None:
        return {"class": None, "expiry_before": None, "expiry_after": None, "release_on": None}
    after = plus(before, -days)
    outstanding = question.f["subsidiary"]["days_outstanding"]
    # "class II if days ≥ the days from `on` to expiry_before, else I, null where days is 0"
    of_class = None if days == 0 else "II" if days >= (before - question.on).days else "I"
    release_on = None if outstanding is None else plus(max(after, question.on), outstanding)
    return {"class": of_class, "expiry_before": before, "expiry_after": after, "release_on": release_on}


MILESTONES = ("one_third_on", "half_on", "two_thirds_on", "pb_on", "supervision_ends_on", "cmb_on", "cb_on")


def milestones(facts, on, policy=None):
    """The other dates the officers need, as of `on`. Raises Refused."""
    # the kind does not matter to them; RU is in force on every day the law is
    question = Question(facts, "RU", on, policy=policy)
    try:
        return work_out_milestones(question)
    except (OverflowError, ValueError):
        raise Refused("a day outside the calendar") from None


def work_out_milestones(question):
    inside, length = detained(question), thirty_day_length(question.f["sentence"])
    if has_no_end(question) or inside is None or length is None:
        return dict.fromkeys(MILESTONES)
    # "start = start of the last unbroken detention minus earlier detention days"
    start = plus(inside[0], -inside[1])
    granted = question.f["remissions"] or []
    reduction = sum(days for _kind, _on, days in granted)
    full = full_expiry(question)
    end = plus(full, -reduction)
    basis = length if question.p["two_thirds_basis"] == "thirty_day" else (full - start).days
    two_thirds_on = plus(start, -(-2 * basis // 3) - reduction)
    newest = max(((on, days) for _kind, on, days in granted), default=None)
    return {
        "one_third_on": plus(start, -(-length // 3)),
        "half_on": plus(start, -(-length // 2)),
        "two_thirds_on": two_thirds_on,
        "pb_on": max(two_thirds_on, plus(start, 270)),
        "supervision_ends_on": add_calendar(end, 1, 0, 0),
        "cmb_on": None if newest is None else plus(end, -min(newest[1], 180)),
        "cb_on": None if length > 540 else max(two_thirds_on, plus(end, -180)),
    }
