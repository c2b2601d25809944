"""Outcome and days."""

import numpy
from openfisca_core.periods import DateUnit
from openfisca_core.variables import Variable

from bench.openfisca_remisi.entities import Person
from bench.openfisca_remisi.variables import conditions

OUTCOMES = ("eligible", "not_eligible", "incomplete")


class outcome(Variable):  # noqa: N801 - OpenFisca names variables so
    value_type = int
    entity = Person
    definition_period = DateUnit.DAY
    label = "The place in OUTCOMES"

    def formula(person, period):
        failed = unknown = False
        for condition in conditions.VARIABLES:
            found = person(condition.__name__, period)
            failed = failed | (found == conditions.NOT_MET)
            unknown = unknown | (found == conditions.UNKNOWN)
        return numpy.where(failed, 1, numpy.where(unknown, 2, 0))


class days(Variable):  # noqa: N801
    value_type = int
    entity = Person
    definition_period = DateUnit.DAY
    label = "Days of the remission"

    def formula(person, period, parameters):
        ladder = parameters(period).ladder
        nth, served = person("nth", period), person("served", period)
        first = numpy.where(served < ladder.full_from_days, ladder.first_days, ladder.steps.calc(nth))
        size = numpy.where(nth > 1, ladder.steps.calc(nth), numpy.where(served < 0, 0, first))
        return numpy.where(person("outcome", period) == 1, 0, size)


VARIABLES = [outcome, days]
