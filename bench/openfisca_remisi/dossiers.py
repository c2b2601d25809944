"""From the facts of a question to arrays: one value a person for each variable, as OpenFisca is fed with a survey."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy
from openfisca_core.periods import ETERNITY

from bench.openfisca_remisi.variables import inputs

Input = tuple[str, str, numpy.ndarray]
_TRUTH = {None: -1, False: 0, True: 1}
_NO_SESSIONS = dict.fromkeys(("scheduled", "attended", "excused"))


def arrays(facts: Sequence[dict[str, Any]]) -> Iterator[Input]:
    """Every input as (variable, period, values)."""
    yield from _codes(facts)
    yield from _numbers(facts)
    yield "final_on", ETERNITY, _days([each["sentence"]["final_on"] for each in facts])
    for code in inputs.PAPERS:
        verified = [(each["documents"] or {}).get(code) == "verified" for each in facts]
        yield f"paper_{code}_verified", ETERNITY, numpy.array(verified)
    yield from _detention(facts)
    yield from _discipline(facts)
    yield from _risk(facts)
    yield from _received(facts)
    yield from _scores(facts)


def _codes(facts: Sequence[dict[str, Any]]) -> Iterator[Input]:
    yield "status", ETERNITY, _coded([each["status"] for each in facts], inputs.STATUSES)
    yield "offence", ETERNITY, _coded([each["offence"] for each in facts], inputs.OFFENCES)
    yield "sentence_kind", ETERNITY, _coded([each["sentence"]["kind"] for each in facts], inputs.KINDS)
    for flag in inputs.FLAGS:
        found = [each["subsidiary"] if flag == "serving" else each for each in facts]
        yield flag, ETERNITY, numpy.array([_TRUTH[each[flag]] for each in found])


def _numbers(facts: Sequence[dict[str, Any]]) -> Iterator[Input]:
    for unit in ("years", "months", "days"):
        yield f"sentence_{unit}", ETERNITY, _counts([each["sentence"][unit] for each in facts])
    sessions = [each["participation"] or _NO_SESSIONS for each in facts]
    for name in ("scheduled", "attended", "excused"):
        yield name, ETERNITY, _counts([each[name] for each in sessions])


class _Lists:
    """The entries of one list of everybody, in a row, and where each stands: whose it is and the how-manieth."""

    def __init__(self, lists: list[list[dict[str, Any]] | None], most: int) -> None:
        counts = numpy.array([len(each or ()) for each in lists])
        if counts.max(initial=0) > most:
            raise ValueError(f"a list is longer than {most}")
        self.people, self.most = len(lists), most
        self.entries = [entry for each in lists if each for entry in each]
        self.owner = numpy.repeat(numpy.arange(self.people), counts)
        self.place = numpy.arange(len(self.entries)) - numpy.repeat(numpy.cumsum(counts) - counts, counts)

    def spread(self, name: str, values: numpy.ndarray, empty: Any) -> Iterator[Input]:
        """One variable for each place of the list."""
        table = numpy.full((self.most, self.people), empty, values.dtype)
        table[self.place, self.owner] = values
        for place, row in enumerate(table):
            yield name.format(place), ETERNITY, row

    def days(self, name: str, key: str) -> Iterator[Input]:
        """A date of each entry."""
        return self.spread(name, _days([each[key] for each in self.entries]), inputs.NO_DAY)

    def codes(self, name: str, key: str, codes: Sequence[str]) -> Iterator[Input]:
        """A word of each entry."""
        return self.spread(name, _coded([each[key] for each in self.entries], codes), -1)


def _detention(facts: Sequence[dict[str, Any]]) -> Iterator[Input]:
    periods = _Lists([each["detention"] for each in facts], inputs.DETENTIONS)
    for end in ("starts_on", "ends_on"):
        yield from periods.days(f"detention_{{}}_{end}", end)


def _discipline(facts: Sequence[dict[str, Any]]) -> Iterator[Input]:
    punishments = _Lists([each["discipline"] for each in facts], inputs.PUNISHMENTS)
    yield "discipline_known", ETERNITY, numpy.array([each["discipline"] is not None for each in facts])
    yield from punishments.codes("punishment_{}_level", "level", inputs.LEVELS)
    for name in ("starts_on", "ends_on", "forfeits_until"):
        yield from punishments.days(f"punishment_{{}}_{name}", name)


def _risk(facts: Sequence[dict[str, Any]]) -> Iterator[Input]:
    assessments = _Lists([each["risk"] for each in facts], inputs.ASSESSMENTS)
    yield from assessments.days("risk_{}_on", "assessed_on")
    yield from assessments.codes("risk_{}_level", "level", inputs.RISKS)


def _received(facts: Sequence[dict[str, Any]]) -> Iterator[Input]:
    remissions = _Lists([each["remissions"] for each in facts], inputs.RECEIVED)
    yield from remissions.days("remission_{}_on", "on")
    yield from remissions.codes("remission_{}_kind", "kind", inputs.REMISSIONS)
    yield from remissions.spread("remission_{}_days", numpy.array([each["days"] for each in remissions.entries]), -1)


def _scores(facts: Sequence[dict[str, Any]]) -> Iterator[Input]:
    """One score a person and month; NaN where there is none and where two records of a month differ."""
    reports = _Lists([each["sppn"] for each in facts], inputs.REPORTS)
    texts = [each["month"] for each in reports.entries]
    months = sorted(set(texts))
    rows = {month: row for row, month in enumerate(months)}
    at = numpy.array([rows[text] for text in texts], int), reports.owner
    scores = numpy.array([each["score"] for each in reports.entries], float)
    table = numpy.full((len(months), len(facts)), numpy.nan)
    table[at] = scores
    differs = table[at] != scores
    table[at[0][differs], at[1][differs]] = numpy.nan
    for month, row in zip(months, table, strict=True):
        yield "sppn_score", month, row


def _days(texts: list[str | None]) -> numpy.ndarray:
    return numpy.array([text or inputs.NO_DAY for text in texts], "datetime64[D]")


def _counts(numbers: list[int | None]) -> numpy.ndarray:
    return numpy.array([-1 if number is None else number for number in numbers])


def _coded(words: list[str | None], codes: Sequence[str]) -> numpy.ndarray:
    places: dict[str | None, int] = {None: -1, **{code: place for place, code in enumerate(codes)}}
    return numpy.array([places[word] for word in words])
