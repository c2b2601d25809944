"""A question as it is put, read word by word: what is malformed is refused, what is not said is None."""

import re
from copy import copy
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache

from tests.remisi_rules.second_reading import words


class Refused(Exception):
    """The law has no answer to this: malformed, or not in force on that day."""


def require(holds, why):
    if not holds:
        raise Refused(why)


def day(value):
    """A day as a date or as YYYY-MM-DD, or None."""
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    require(isinstance(value, str), f"not a day: {value!r}")
    return day_written(value)


@cache
def day_written(value):
    require(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value), f"not a day: {value!r}")
    try:
        return date(int(value[:4]), int(value[5:7]), int(value[8:]))
    except ValueError:
        raise Refused(f"no such day: {value}") from None


def certain_day(value):
    require(value is not None, "a day is wanted")
    return day(value)


def month(value):
    """A month YYYY-MM as (year, month)."""
    require(isinstance(value, str), f"not a month: {value!r}")
    return month_written(value)


@cache
def month_written(value):
    require(re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value), f"no such month: {value!r}")
    require(value[:4] != "0000", "no such year")
    return int(value[:4]), int(value[5:])


def word(value, known):
    require(value is None or (isinstance(value, str) and value in known), f"unknown word: {value!r}")
    return value


def certain_word(value, known):
    require(value is not None, "a word is wanted")
    return word(value, known)


def whole(value):
    """A whole number of at least 0, or None."""
    require(value is None or (type(value) is int and value >= 0), f"not a whole number: {value!r}")
    return value


def flag(value):
    require(value is None or value is True or value is False, f"neither true nor false: {value!r}")
    return value


def mapping(value, keys):
    """A mapping with no other than these keys; what it leaves out is None. A null mapping knows nothing."""
    if value is None:
        value = {}
    require(isinstance(value, dict), "a mapping is wanted")
    require(value.keys() <= set(keys), "unknown word")
    return dict.fromkeys(keys) | value


def many(value):
    """A list, or None."""
    require(value is None or isinstance(value, list | tuple), "a list is wanted")
    return value


def read_facts(raw):
    """All facts, each in its form; a missing one is None."""
    require(isinstance(raw, dict), "facts are a mapping")
    facts = mapping(raw, words.FACTS)
    for name in words.FLAGS:
        facts[name] = flag(facts[name])
    facts["status"] = word(facts["status"], words.STATUSES)
    facts["religion"] = word(facts["religion"], words.RELIGIONS)
    facts["offence"] = word(facts["offence"], words.OFFENCES)
    facts["birth_on"] = day(facts["birth_on"])
    facts["sentence"] = read_sentence(facts["sentence"])
    facts["subsidiary"] = mapping(facts["subsidiary"], ("days_outstanding", "serving"))
    whole(facts["subsidiary"]["days_outstanding"])
    flag(facts["subsidiary"]["serving"])
    facts["documents"] = mapping(facts["documents"], words.DOCUMENTS)
    for state in facts["documents"].values():
        word(state, words.DOCUMENT_STATES)
    facts["participation"] = read_participation(facts["participation"])
    for name, read in LISTS.items():
        each = many(facts[name])
        facts[name] = None if each is None else [read(item) for item in each]
    return facts


def read_sentence(raw):
    sentence = mapping(raw, ("kind", "years", "months", "days", "final_on"))
    word(sentence["kind"], words.SENTENCES)
    for part in ("years", "months", "days"):
        whole(sentence[part])
    sentence["final_on"] = day(sentence["final_on"])
    return sentence


def read_participation(raw):
    taken = mapping(raw, ("scheduled", "attended", "excused"))
    for part in taken.values():
        whole(part)
    if None not in taken.values():
        require(taken["attended"] + taken["excused"] <= taken["scheduled"], "more than was scheduled")
    return taken


def read_period(raw):
    item = mapping(raw, ("starts_on", "ends_on"))
    starts_on, ends_on = certain_day(item["starts_on"]), day(item["ends_on"])
    require(ends_on is None or ends_on >= starts_on, "a period ends before it starts")
    return starts_on, ends_on


def read_punishment(raw):
    item = mapping(raw, ("level", "starts_on", "ends_on", "forfeits_until"))
    word(item["level"], words.PUNISHMENTS)
    for name in ("starts_on", "ends_on", "forfeits_until"):
        item[name] = day(item[name])
    require(item["starts_on"] is not None, "a punishment without its first day")
    require(item["ends_on"] is None or item["ends_on"] >= item["starts_on"], "a punishment ends before it starts")
    return item


def read_score(raw):
    item = mapping(raw, ("month", "score"))
    return month(item["month"]), points(item["score"])


def points(value):
    """A score from 0 to 100 as an exact fraction, or None."""
    if value is None:
        return None
    require(type(value) in (int, float, Decimal), "a score is a number")
    return exact_points(value)


@cache
def exact_points(value):
    number = Decimal(str(value))
    require(number.is_finite() and 0 <= number <= 100, "a score from 0 to 100")
    return Fraction(number)


def read_risk(raw):
    item = mapping(raw, ("assessed_on", "level"))
    level = word(item["level"], words.RISKS)
    return certain_day(item["assessed_on"]), None if level is None else words.RISKS.index(level)


def read_remission(raw):
    item = mapping(raw, ("kind", "on", "days"))
    require(item["days"] is not None, "a remission without days")
    return certain_word(item["kind"], words.KINDS), certain_day(item["on"]), whole(item["days"])


def read_service(raw):
    item = mapping(raw, ("ground", "on", "verified"))
    return certain_word(item["ground"], words.GROUNDS), certain_day(item["on"]), flag(item["verified"]) is True


LISTS = {
    "detention": read_period,
    "discipline": read_punishment,
    "sppn": read_score,
    "risk": read_risk,
    "remissions": read_remission,
    "services": read_service,
}


def read_policy(raw):
    """The switches of an office over the defaults."""
    policy = {
        "min_served_adult": 180,
        "min_served_child": 90,
        "sppn_min": 65,
        "active_min": "0.80",
        "discipline_levels": ["sedang", "berat"],
        "rd_require_good_conduct": False,
        "korupsi_payment": "required",
        "two_thirds_basis": "thirty_day",
    }
    require(raw is None or isinstance(raw, dict), "a policy is a mapping")
    for name, value in (raw or {}).items():
        require(name in policy, f"unknown switch: {name!r}")
        require(value is not None, "a switch without a value")
        policy[name] = value
    for name in ("min_served_adult", "min_served_child"):
        whole(policy[name])
    policy["sppn_min"] = points(policy["sppn_min"])
    flag(policy["rd_require_good_conduct"])
    certain_word(policy["korupsi_payment"], ("required", "not_required"))
    certain_word(policy["two_thirds_basis"], ("thirty_day", "calendar"))
    require(isinstance(policy["discipline_levels"], list | tuple), "levels are a list")
    for level in policy["discipline_levels"]:
        certain_word(level, words.PUNISHMENTS)
    policy["active_min"] = exact_decimal(policy["active_min"])
    return policy


def exact_decimal(value):
    require(isinstance(value, str | int | Decimal) and not isinstance(value, bool), "an exact decimal is wanted")
    try:
        share = Fraction(Decimal(value))
    except (InvalidOperation, ValueError, OverflowError):
        raise Refused(f"not a decimal: {value!r}") from None
    require(0 <= share <= 1, "a share from 0 to 1")
    return share


class Question:
    """One question, read and found to be in force. `f` facts, `p` policy, `look` the day conduct is looked at."""

    def __init__(self, facts, kind, on, holiday=None, late_on=None, policy=None):
        self.kind = certain_word(kind, words.KINDS)
        self.on = certain_day(on)
        self.holiday = word(holiday, words.HOLIDAYS)
        self.late_on = day(late_on)
        require(self.late_on is None or self.late_on >= self.on, "late_on comes before on")
        self.look = self.late_on or self.on
        self.f = read_facts(facts)
        self.p = read_policy(policy)
        self.refuse_what_is_not_in_force()
        self.settle_whose_kind()

    def settle_whose_kind(self):
        # "before 3 Aug 2022 RU RK RD also anak_binaan, then a children's kind in all that follows"
        childs_own = self.kind in ("RU", "RK", "RD") and self.f["status"] == "anak_binaan" and self.on < date(2022, 8, 3)
        self.childs = self.kind in words.CHILDRENS_KINDS or childs_own
        # "L = 180, for children's kinds 90"
        self.look_back = 90 if self.childs else 180

    def of_kind(self, kind):
        """The same question about another kind, as the RU inside an RT."""
        other = copy(self)
        other.kind = kind
        other.settle_whose_kind()
        return other

    def refuse_what_is_not_in_force(self):
        require(self.on >= date(1999, 12, 23), "before 23 December 1999")
        if self.kind in ("RD", "PMPD"):
            # "rounds 17 Aug 1955, 1965 … 2015, 2025, next 2035"
            require(self.on.year % 10 == 5, "no tenth year")
        if self.kind in ("PMPU", "PMPK", "PMPD"):
            require(self.on >= date(2022, 8, 3), "before 3 August 2022")
        if self.kind in ("RKL", "RKS"):
            require(self.on >= date(2018, 2, 15), "before 15 February 2018")
        if self.kind in ("RK", "PMPK"):
            require(self.holiday is not None, "which holiday?")
