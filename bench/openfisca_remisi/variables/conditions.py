"""The conditions: each gives met, not met or unknown for everybody at once."""

import numpy
from openfisca_core.periods import ETERNITY, DateUnit
from openfisca_core.variables import Variable

from bench.openfisca_remisi.entities import Person
from bench.openfisca_remisi.variables.inputs import ASSESSMENTS, LEVELS, OFFENCES, PUNISHMENTS, RECEIVED, STATUSES
from bench.openfisca_remisi.variables.prepared import GENERAL, UNKNOWN_DAY, known, listed, on_of

MET, NOT_MET, UNKNOWN, NOT_ASKED = 0, 1, 2, 3
LONG_AGO = numpy.datetime64("0001-01-01", "D")


def condition(variable: type[Variable]) -> type[Variable]:
    """What every condition has alike; OpenFisca looks for it on the class itself, not on its parents."""
    variable.value_type, variable.entity, variable.definition_period = int, Person, DateUnit.DAY
    return variable


def answer(unknown, holds):
    """Unknown where it is, else met where it holds."""
    return numpy.where(unknown, UNKNOWN, numpy.where(holds, MET, NOT_MET))


@condition
class final_judgment(Variable):  # noqa: N801 - OpenFisca names variables so
    label = "The judgment is final and the status fits"

    def formula(person, period):
        status = person("status", ETERNITY)
        # a comparison with NaT is false
        final = known(person("final_on", ETERNITY)) <= on_of(period)
        return answer(status < 0, (status == STATUSES.index("narapidana")) & final)


@condition
class sentence_kind_fits(Variable):  # noqa: N801
    label = "Neither death nor life"

    def formula(person, period):
        return answer(person("sentence_kind", ETERNITY) < 0, ~person("endless", period))


@condition
class sentence_long_enough(Variable):  # noqa: N801
    label = "A sentence of at least six months"

    def formula(person, period, parameters):
        length, endless = person("sentence_length", period), person("endless", period)
        long_enough = length >= parameters(period).conditions.sentence_minimum
        return answer((length < 0) & ~endless, endless | long_enough)


@condition
class in_custody(Variable):  # noqa: N801
    label = "Inside on the day"

    def formula(person, period):
        nothing_known = person("detention_0_starts_on", ETERNITY) == UNKNOWN_DAY
        return answer(nothing_known, ~numpy.isnat(person("detention_start", period)))


@condition
class still_serving(Variable):  # noqa: N801
    label = "The sentence has not ended before the day"

    def formula(person, period):
        outside = numpy.isnat(person("detention_start", period))
        expiry, endless = person("expiry_before", period), person("endless", period)
        return answer(outside | (numpy.isnat(expiry) & ~endless), endless | (expiry > on_of(period)))


@condition
class served_minimum(Variable):  # noqa: N801
    label = "The least time is served"

    def formula(person, period, parameters):
        served = person("served", period)
        return answer(served < 0, served >= parameters(period).conditions.served_minimum)


def _flag(name: str, code: str, wanted: int, offence: str | None = None) -> type[Variable]:
    def formula(person, period):
        found = person(code, ETERNITY)
        if offence is None:
            return answer(found < 0, found == wanted)
        of = person("offence", ETERNITY)
        asked = answer((of < 0) | (found < 0), found == wanted)
        return numpy.where((of < 0) | (of == OFFENCES.index(offence)), asked, NOT_ASKED)

    return condition(type(name, (Variable,), {"label": name, "formula": formula}))


@condition
class good_conduct(Variable):  # noqa: N801
    label = "No punishment that counts"

    def formula(person, period, parameters):
        on = on_of(period)
        since = on - numpy.timedelta64(int(parameters(period).conditions.look_back), "D")
        starts, ends, forfeits, levels = (
            listed(person, f"punishment_{{}}_{name}", PUNISHMENTS) for name in ("starts_on", "ends_on", "forfeits_until", "level")
        )
        stands = (starts <= on) & ((forfeits > on) | numpy.isnat(ends) | (ends > since)) & (levels != LEVELS.index("ringan"))
        worst = numpy.where(stands, numpy.where(levels < 0, UNKNOWN, NOT_MET), MET)
        failed, open_ = (worst == NOT_MET).any(axis=0), (worst == UNKNOWN).any(axis=0)
        return answer(~person("discipline_known", ETERNITY) | (open_ & ~failed), ~failed)


@condition
class sppn_good(Variable):  # noqa: N801
    label = "The mean score of the look-back is good"

    def formula(person, period, parameters):
        law = parameters(period)
        count = int(law.conditions.look_back // law.counting.month_days)
        months = [period.first_month.offset(-back) for back in range(count, 0, -1)]
        scores = numpy.stack([person("sppn_score", month) for month in months])
        begins = numpy.array([str(month.start) for month in months], "datetime64[D]")[:, None]
        # a month that begins before the judgment is left out; where nobody knows the judgment, none is
        counted = ~(begins < known(person("final_on", ETERNITY)))
        number = counted.sum(axis=0)
        total = numpy.where(counted, scores, 0).sum(axis=0)
        return answer(numpy.isnan(total) | (number == 0), total >= law.conditions.sppn_min * number)


@condition
class active_in_program(Variable):  # noqa: N801
    label = "Takes part in the programmes"

    def formula(person, period, parameters):
        scheduled, attended, excused = (person(name, ETERNITY).astype(int) for name in ("scheduled", "attended", "excused"))
        counted = scheduled - excused
        unknown = (scheduled < 0) | (attended < 0) | (excused < 0) | (counted <= 0)
        return answer(unknown, attended * 100 >= int(parameters(period).conditions.active_min_percent) * counted)


@condition
class risk_reduced(Variable):  # noqa: N801
    label = "The risk is recently assessed and not worse than before"

    def formula(person, period, parameters):
        on = on_of(period)
        days, levels = listed(person, "risk_{}_on", ASSESSMENTS), listed(person, "risk_{}_level", ASSESSMENTS)
        days = numpy.where(days <= on, days, LONG_AGO)
        newest_on, least, most = _newest(days, levels)
        old = (on - newest_on).astype(int) > parameters(period).conditions.risk_max_age
        before_on, before_least, before_most = _newest(numpy.where(days < newest_on, days, LONG_AGO), levels)
        first = before_on == LONG_AGO
        contradict = (before_least < 0) | ((most > before_least) != (most > before_most))
        return answer(old | (least != most) | (least < 0) | (~first & contradict), first | (most <= before_least))


def _newest(days, levels):
    """The newest day, and the least and greatest level of it."""
    newest = days.max(axis=0)
    at = days == newest
    return newest, numpy.where(at, levels, 99).min(axis=0), numpy.where(at, levels, -1).max(axis=0)


@condition
class once_a_year(Variable):  # noqa: N801
    label = "No other remission of the family in that year"

    def formula(person, period):
        days = listed(person, "remission_{}_on", RECEIVED)
        general = numpy.isin(listed(person, "remission_{}_kind", RECEIVED), GENERAL)
        in_year = days.astype("datetime64[Y]") == on_of(period).astype("datetime64[Y]")
        return answer(False, ~(general & in_year).any(axis=0))


def _paper(code: str, offence: str | None = None) -> type[Variable]:
    def formula(person, period):
        found = numpy.where(person(f"paper_{code}_verified", ETERNITY), MET, UNKNOWN)
        if offence is None:
            return found
        of = person("offence", ETERNITY)
        return numpy.where((of < 0) | (of == OFFENCES.index(offence)), found, NOT_ASKED)

    return condition(type(f"paper_{code}", (Variable,), {"label": f"paper {code}", "formula": formula}))


VARIABLES = [
    final_judgment,
    sentence_kind_fits,
    sentence_long_enough,
    in_custody,
    still_serving,
    served_minimum,
    _flag("not_escaped", "escaped", 0),
    _flag("not_on_leave", "pre_release_leave", 0),
    _flag("parole_intact", "parole_revoked", 0),
    _flag("not_in_subsidiary", "serving", 0),
    good_conduct,
    sppn_good,
    active_in_program,
    risk_reduced,
    _flag("fine_is_paid", "fine_paid", 1, "korupsi"),
    _flag("took_deradicalisation", "deradicalised", 1, "terorisme"),
    _flag("pledged_loyalty", "loyalty_pledge", 1, "terorisme"),
    once_a_year,
    *(
        _paper(code)
        for code in (
            "putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan", "penurunan_risiko",
        )
    ),
    _paper("bukti_bayar", "korupsi"),
    _paper("deradikalisasi", "terorisme"),
    _paper("ikrar", "terorisme"),
]  # fmt: skip
