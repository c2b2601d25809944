"""Faults to plant: how an engine would count, look or answer wrongly."""

from dataclasses import replace
from datetime import date, timedelta

from rehab.remisi_rules import amounts, engine, milestones, question, spans, words
from rehab.remisi_rules.criteria import service_ground
from rehab.remisi_rules.facts import Facts, Sentence
from tests.remisi_rules.planting import Ground, Seen, with_facts

DAY = timedelta(1)


def facts_of(asked: question.Question, **otherwise) -> Facts:
    return replace(asked.facts, **otherwise)


def punished(change):
    """The punishments of a person, each changed."""
    return lambda asked: facts_of(asked, discipline=asked.facts.discipline and tuple(map(change, asked.facts.discipline)))


def forfeits_a_day_more(each):
    return each._replace(forfeits_until=each.forfeits_until and each.forfeits_until + DAY)


def custody(bridged: int = 0, ordered: bool = True, deducted: bool = True):
    """The last unbroken detention, counted wrongly in one of three ways."""

    def found(detention, day):
        periods = sorted(detention, key=lambda each: each.starts_on) if ordered else list(detention)
        merged: list[list] = []
        for starts_on, ends_on in periods:
            last = merged[-1] if merged else None
            if last and (last[1] is None or starts_on <= last[1] + timedelta(bridged)):
                last[1] = None if last[1] is None or ends_on is None else max(last[1], ends_on)
            else:
                merged.append([starts_on, ends_on])
        for place, (starts_on, ends_on) in enumerate(merged):
            if starts_on <= day and (ends_on is None or day < ends_on):
                earlier = sum((end - start).days for start, end in merged[:place] if end is not None)
                return spans.Custody(starts_on, earlier if deducted else 0)
        return None

    return found


def counts_custody(**wrongly):
    def plant(ground: Ground) -> None:
        for module in (question, milestones):
            ground.patch.setattr(module, "custody_on", custody(**wrongly))

    return plant


def rounds_down(*modules):
    def plant(ground: Ground) -> None:
        for module in modules:
            ground.patch.setattr(module, "part_of", lambda days, part: int(days * part))

    return plant


def spills_over(ground: Ground) -> None:
    """31 August and six months: 3 March."""
    add_months = spans.add_months

    def spilled(day, months):
        first = add_months(day.replace(day=1), months)
        return first + timedelta(day.day - 1)

    ground.patch.setattr(spans, "add_months", spilled)


def a_birthday_on_1_march(module):
    def born(birth_on, age):
        turned = spans.birthday(birth_on, age)
        return turned + DAY if turned.day != birth_on.day else turned

    return lambda ground: ground.patch.setattr(module, "birthday", born)


def mixes_families(module):
    return lambda ground: ground.patch.setattr(module, "family_of", lambda kind: frozenset(words.KINDS))


def gives(days):
    """Another size from the prepared question."""

    def plant(ground: Ground) -> None:
        given = engine.days_given
        ground.patch.setattr(engine, "days_given", lambda asked: days(given, asked))

    return plant


def forgets_switch(name):
    def read(asked):
        policy = asked["policy"]
        return {**asked, "policy": {key: part for key, part in policy.items() if key != name}} if type(policy) is dict else asked

    return lambda ground: ground.asked(read)


def switches(state, instead):
    """A condition whose one state is taken for another."""
    return lambda answer, asked: answer._replace(state=instead) if answer.state == state else answer


def on_the_day(asked) -> int:
    return sum(each.days for each in asked.facts.remissions if each.on == asked.on)


def earliest_of_all(verdict) -> dict:
    cures = [each.met_from for each in verdict.findings if each.state == "not_met"]
    return {"earliest_on": min(cures) if cures and None not in cures else None}


def any_cure(verdict) -> dict:
    cures = [each.met_from for each in verdict.findings if each.state == "not_met" and each.met_from is not None]
    return {"earliest_on": max(cures, default=None)}


def left(verdict) -> int:
    return (verdict.expiry_before - verdict.on).days


def no_ending(verdict) -> dict:
    if not verdict.days or verdict.expiry_before is None:
        return {}
    return {"class_": "II" if verdict.days > left(verdict) else "I"}


def present_is_enough(asked):
    papers = asked["facts"].get("documents") if isinstance(asked["facts"], dict) else None
    if not isinstance(papers, dict):
        return asked
    return with_facts(asked, documents={code: "verified" if state == "present" else state for code, state in papers.items()})


def no_subsidiary_days(asked):
    held = asked["facts"].get("subsidiary") if isinstance(asked["facts"], dict) else None
    if not isinstance(held, dict) or type(held.get("days_outstanding")) is not int or held["days_outstanding"] < 0:
        return asked
    return with_facts(asked, subsidiary={**held, "days_outstanding": 0})


def a_month_later(asked) -> date:
    return spans.add_months(asked.judged_on, 1)


def only_scored(asked):
    """Months without a score are left out, as if the mean were of what there is."""
    known = {each.month for each in asked.facts.sppn or () if each.score is not None}
    mean = [each for each in asked.facts.sppn or () if each.score is not None][:1]
    lacking = [month for month in range(min(known, default=0), max(known, default=0)) if month not in known]
    return facts_of(asked, sppn=(*(asked.facts.sppn or ()), *(mean[0]._replace(month=month) for month in lacking)))


def in_percent(answer, asked):
    """Rounded to a whole per cent before it is compared."""
    taken = asked.facts.participation
    if answer.state == "unknown":
        return answer
    share = round(100 * taken.attended / (taken.scheduled - taken.excused))
    return answer._replace(state="met" if share >= 100 * asked.rules.active_min else "not_met")


def without_final(asked) -> Facts:
    return facts_of(asked, sentence=asked.facts.sentence._replace(final_on=None))


def only_before(asked) -> Facts:
    return facts_of(asked, remissions=tuple(each for each in asked.facts.remissions if each.on < asked.on))


def of_that_january(answer, asked):
    return answer if answer.met_from is None else answer._replace(met_from=date(asked.on.year + 1, 1, 1))


def asks_only_known_offences(ground: Ground) -> None:
    is_asked = engine.is_asked
    ground.patch.setattr(engine, "is_asked", lambda asked, whom: asked.facts.offence is not None and is_asked(asked, whom))


def oldest_general(asked):
    received = [each for each in asked.facts.remissions if each.kind in ("RU", "PMPU") and each.on < asked.on]
    return min(received, key=lambda each: each.on, default=None)


def one_year_and_a_day(ground: Ground) -> None:
    ground.patch.setattr(amounts, "add_months", lambda day, months: spans.add_months(day, months) - DAY)


def any_ground_is_verified(ground: Ground) -> None:
    best_ground = amounts.best_ground
    for module in (amounts, service_ground):
        ground.patch.setattr(module, "best_ground", lambda asked, verified: best_ground(asked, False))


def later_ones_too(given, asked) -> int:
    """n by all of the family, whenever they were received."""
    family = question.family_of(asked.kind)
    return given(Seen(asked, nth=1 + sum(1 for each in asked.facts.remissions if each.kind in family)))


def a_life_ends(ground: Ground) -> None:
    ground.patch.setattr(Sentence, "endless", property(lambda sentence: sentence.kind == "mati"))
