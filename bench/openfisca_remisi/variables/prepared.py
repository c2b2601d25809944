"""What several conditions look at: the length of the sentence, the unbroken detention, what was received before."""

from datetime import date

import numpy
from openfisca_core.periods import ETERNITY, DateUnit
from openfisca_core.variables import Variable

from bench.openfisca_remisi.entities import Person
from bench.openfisca_remisi.variables.inputs import DETENTIONS, KINDS, NO_DAY, RECEIVED, REMISSIONS

GENERAL = [REMISSIONS.index(kind) for kind in ("RU", "PMPU")]
NEVER = numpy.datetime64("9999-12-31", "D")
UNKNOWN_DAY = numpy.datetime64(NO_DAY, "D")
NOT_A_DAY = numpy.datetime64("NaT", "D")


def on_of(period) -> numpy.datetime64:
    """The day of the round."""
    return numpy.datetime64(str(period.start), "D")


def known(days: numpy.ndarray) -> numpy.ndarray:
    """Dates, NaT where nobody knows."""
    return numpy.where(days == UNKNOWN_DAY, NOT_A_DAY, days)


def listed(person, name: str, count: int) -> numpy.ndarray:
    """The variables of a list as one array, a row an entry."""
    found = numpy.stack([person(name.format(place), ETERNITY) for place in range(count)])
    return known(found) if found.dtype.kind == "M" else found


class endless(Variable):  # noqa: N801 - OpenFisca names variables so
    value_type = bool
    entity = Person
    definition_period = DateUnit.DAY
    label = "Life or death"

    def formula(person, period):
        return person("sentence_kind", ETERNITY) >= KINDS.index("seumur_hidup")


class sentence_length(Variable):  # noqa: N801
    value_type = int
    entity = Person
    definition_period = DateUnit.DAY
    label = "Days of the sentence in 30-day months; -1 where nobody knows"

    def formula(person, period, parameters):
        counting = parameters(period).counting
        parts = [person(f"sentence_{unit}", ETERNITY) for unit in ("years", "months", "days")]
        years, months, days = (numpy.maximum(part, 0) for part in parts)
        known = (parts[0] >= 0) | (parts[1] >= 0) | (parts[2] >= 0)
        return numpy.where(known, years * counting.year_days + months * counting.month_days + days, -1)


class detention_start(Variable):  # noqa: N801
    value_type = date
    entity = Person
    definition_period = DateUnit.DAY
    label = "First day of the unbroken detention that holds the day; NaT outside"

    def formula(person, period):
        return _custody(person, period)[0]


class earlier_days(Variable):  # noqa: N801
    value_type = int
    entity = Person
    definition_period = DateUnit.DAY
    label = "Days of the detentions before the unbroken one"

    def formula(person, period):
        return _custody(person, period)[1]


def _custody(person, period) -> tuple[numpy.ndarray, numpy.ndarray]:
    on = on_of(period)
    starts, ends = (listed(person, name, DETENTIONS) for name in ("detention_{}_starts_on", "detention_{}_ends_on"))
    starts = numpy.where(numpy.isnat(starts), NEVER, starts)
    ends = numpy.where(numpy.isnat(ends), NEVER, ends)
    order = numpy.argsort(starts, axis=0, kind="stable")
    starts, ends = numpy.take_along_axis(starts, order, 0), numpy.take_along_axis(ends, order, 0)
    start, end = starts[0], ends[0]
    earlier = numpy.zeros(len(start), int)
    for next_start, next_end in zip(starts[1:], ends[1:], strict=True):
        begun = next_start <= on
        apart = begun & (next_start > end)
        earlier = earlier + numpy.where(apart, (end - start).astype(int), 0)
        start = numpy.where(apart, next_start, start)
        end = numpy.where(apart, next_end, numpy.where(begun, numpy.maximum(end, next_end), end))
    inside = (start <= on) & (end > on)
    return numpy.where(inside, start, NOT_A_DAY), numpy.where(inside, earlier, 0)


class served(Variable):  # noqa: N801
    value_type = int
    entity = Person
    definition_period = DateUnit.DAY
    label = "Days since the unbroken detention began; -1 outside"

    def formula(person, period):
        start = person("detention_start", period)
        return numpy.where(numpy.isnat(start), -1, (on_of(period) - start).astype(int))


class nth(Variable):  # noqa: N801
    value_type = int
    entity = Person
    definition_period = DateUnit.DAY
    label = "Which general remission this would be"

    def formula(person, period):
        received = listed(person, "remission_{}_on", RECEIVED) < on_of(period)
        general = numpy.isin(listed(person, "remission_{}_kind", RECEIVED), GENERAL)
        return 1 + (received & general).sum(axis=0)


class days_received(Variable):  # noqa: N801
    value_type = int
    entity = Person
    definition_period = DateUnit.DAY
    label = "Days of all remissions before the day"

    def formula(person, period):
        received = listed(person, "remission_{}_on", RECEIVED) < on_of(period)
        return numpy.where(received, listed(person, "remission_{}_days", RECEIVED), 0).sum(axis=0)


class expiry_before(Variable):  # noqa: N801
    value_type = date
    entity = Person
    definition_period = DateUnit.DAY
    label = "The day the sentence ends before this remission; NaT where it cannot be told"

    def formula(person, period):
        start = person("detention_start", period)
        years, months, days = (numpy.maximum(person(f"sentence_{unit}", ETERNITY), 0) for unit in ("years", "months", "days"))
        first = start.astype("datetime64[M]")
        month = first + years * 12 + months
        day = (start - first.astype("datetime64[D]")).astype(int)
        last = ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(int) - 1
        ends_on = month.astype("datetime64[D]") + numpy.minimum(day, last) + days
        known = (person("sentence_length", period) >= 0) & ~person("endless", period) & ~numpy.isnat(start)
        less = person("earlier_days", period) + person("days_received", period)
        return numpy.where(known, ends_on - less, NOT_A_DAY)


VARIABLES = [endless, sentence_length, detention_start, earlier_days, served, nth, days_received, expiry_before]
