"""Seams at which a fault is planted into the engine: parameter values, conditions, sums of time, and what goes in and out."""

import sys
from dataclasses import replace
from datetime import timedelta

from rehab.remisi_rules import criteria, engine, law
from rehab.remisi_rules import parameters as files


class Seen:
    """A prepared question as a faulty condition would see it: some attributes otherwise."""

    def __init__(self, question, **otherwise):
        self._question = question
        self.__dict__.update(otherwise)

    def __getattr__(self, name):
        return getattr(self._question, name)


def forget():
    """Empty every memory of the engine but the files of the law, so that a planted fault is looked at."""
    for name, module in list(sys.modules.items()):
        if name.startswith("rehab.remisi_rules"):
            for held in list(vars(module).values()):
                if hasattr(held, "cache_clear") and held is not files.parameters:
                    held.cache_clear()


class Ground:
    """Plants one fault at a time; pytest's monkeypatch takes it out again."""

    def __init__(self, monkeypatch):
        self.patch = monkeypatch

    def value(self, name, change):
        """Another value of a parameter, on every day it is in force."""
        known = files.parameters()[name]
        values = tuple(each if each.value is None else replace(each, value=change(each.value)) for each in known.values)
        self._parameter(name, values)

    def border(self, name, since, days):
        """A change of the law so many days later (or earlier, below 0)."""
        known = files.parameters()[name]
        moved = [each.starts_on.isoformat() == since for each in known.values]
        assert any(moved), f"{name} does not change on {since}"
        values = tuple(
            replace(each, starts_on=each.starts_on + timedelta(days)) if at else each
            for each, at in zip(known.values, moved, strict=True)
        )
        self._parameter(name, values)

    def _parameter(self, name, values):
        self.patch.setitem(files.parameters(), name, replace(files.parameters()[name], values=values))
        # the law's own checks may refuse the fault; here it must run
        self.patch.setattr(law, "check_together", lambda known: None)

    def sees(self, code, **otherwise):
        """A condition that sees some attributes of the question otherwise: name → a function of the question."""
        evaluate = criteria.EVALUATE[code]

        def faulty(question):
            return evaluate(Seen(question, **{name: change(question) for name, change in otherwise.items()}))

        self.patch.setitem(criteria.EVALUATE, code, faulty)

    def answers(self, code, change):
        """A condition that answers otherwise: a function of its answer and the question."""
        evaluate = criteria.EVALUATE[code]
        self.patch.setitem(criteria.EVALUATE, code, lambda question: change(evaluate(question), question))

    def asked(self, change):
        """An engine that reads the question otherwise: a function of the question as data, which it may change."""
        assess = engine.assess
        self.patch.setattr(engine, "assess", lambda **question: assess(**change(question)))

    def verdict(self, change):
        """An engine that says otherwise: a function of the verdict that gives fields to replace."""
        assess = engine.assess

        def faulty(**question):
            verdict = assess(**question)
            return verdict._replace(**change(verdict))

        self.patch.setattr(engine, "assess", faulty)


def with_facts(question, **otherwise):
    """A question as data with some facts otherwise."""
    return {**question, "facts": {**question["facts"], **otherwise}} if isinstance(question["facts"], dict) else question
