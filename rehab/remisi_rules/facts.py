"""What is known of one person: raw facts, null where nobody knows; the engine does the law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from rehab.remisi_rules import reading, words
from rehab.remisi_rules.errors import InvalidQuestion

HIGHEST_SCORE = 100  # the scale of the score itself, not a threshold of the law


class Sentence(NamedTuple):
    kind: str | None = None
    years: int | None = None
    months: int | None = None
    days: int | None = None
    final_on: date | None = None

    @property
    def endless(self) -> bool:
        """Life and death have no end."""
        return self.kind in words.ENDLESS_SENTENCES

    @property
    def length_known(self) -> bool:
        """A null part counts 0 beside a given one; three nulls are unknown."""
        return self.years is not None or self.months is not None or self.days is not None


class Period(NamedTuple):
    """Half-open: inside from starts_on, outside from ends_on; None = still inside."""

    starts_on: date
    ends_on: date | None = None


class Subsidiary(NamedTuple):
    days_outstanding: int | None = None
    serving: bool | None = None


class Punishment(NamedTuple):
    level: str | None
    starts_on: date
    ends_on: date | None = None
    forfeits_until: date | None = None


class MonthScore(NamedTuple):
    """month is year * 12 + month - 1."""

    month: int
    score: int | Decimal | None


class RiskAssessment(NamedTuple):
    assessed_on: date
    level: str | None


class Participation(NamedTuple):
    """Sessions of the look-back; scheduled includes excused."""

    scheduled: int | None = None
    attended: int | None = None
    excused: int | None = None


class Remission(NamedTuple):
    kind: str
    on: date
    days: int


class Service(NamedTuple):
    ground: str
    on: date
    verified: bool | None = None


NO_SENTENCE = Sentence()
NO_SUBSIDIARY = Subsidiary()
NO_PARTICIPATION = Participation()


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one person; a field that is None is unknown, an empty list means there is none."""

    status: str | None = None
    birth_on: date | None = None
    religion: str | None = None
    sentence: Sentence = NO_SENTENCE
    detention: tuple[Period, ...] | None = None
    offence: str | None = None
    subsidiary: Subsidiary = NO_SUBSIDIARY
    fine_paid: bool | None = None
    deradicalised: bool | None = None
    loyalty_pledge: bool | None = None
    justice_collaborator: bool | None = None
    prolonged_illness: bool | None = None
    pre_release_leave: bool | None = None
    parole_revoked: bool | None = None
    escaped: bool | None = None
    discipline: tuple[Punishment, ...] | None = None
    sppn: tuple[MonthScore, ...] | None = None
    risk: tuple[RiskAssessment, ...] | None = None
    participation: Participation | None = None
    documents: Mapping[str, str | None] | None = None
    remissions: tuple[Remission, ...] = ()
    services: tuple[Service, ...] = ()

    @classmethod
    def from_json(cls, given: "Facts | Mapping[str, Any]") -> "Facts":
        """Facts from plain data; dates as `YYYY-MM-DD` or date; those that are read already stay as they are.

        Raises InvalidQuestion for anything not understood.
        """
        if isinstance(given, Facts):
            return given
        try:
            return cls(*_read(_facts(given, "facts")))
        except TypeError:
            raise InvalidQuestion("facts: a list or a mapping stands where a single value belongs") from None

    def to_json(self) -> dict[str, Any]:
        """Plain data of these facts; `Facts.from_json` gives the same facts back."""
        return {name: _plain(getattr(self, name)) for name in _ORDER}


_STATES = words.DOCUMENT_STATES | {None}
_ORDER = tuple(Facts.__dataclass_fields__)
_facts = reading.fields_of(*_ORDER)
_sentence_form, _period_form = reading.fields_of(*Sentence._fields), reading.fields_of(*Period._fields)
_subsidiary_form, _punishment_form = reading.fields_of(*Subsidiary._fields), reading.fields_of(*Punishment._fields)
_score_form, _assessment_form = reading.fields_of(*MonthScore._fields), reading.fields_of(*RiskAssessment._fields)
_participation_form = reading.fields_of(*Participation._fields)
_remission_form, _service_form = reading.fields_of(*Remission._fields), reading.fields_of(*Service._fields)
# the same entries come again and again in other dossiers: a month with its score, a round with its size
_kept = lru_cache(maxsize=reading.KEPT, typed=True)


def _read(given: tuple[Any, ...]) -> tuple[Any, ...]:
    """Each fact read, in the order of Facts. TypeError where a list or a mapping is looked up as a word."""
    status, birth_on, religion, sentence, detention, offence, subsidiary, *rest = given
    *flags, discipline, sppn, risk, participation, documents, remissions, services = rest
    return (
        reading.word_of(status, words.STATUSES, "status"),
        reading.date_of(birth_on, "birth_on"),
        reading.word_of(religion, words.RELIGIONS, "religion"),
        _sentence(sentence),
        _each(detention, _period_form, _period, "detention"),
        reading.word_of(offence, words.OFFENCES, "offence"),
        _subsidiary(subsidiary),
        *map(reading.flag_of, flags, words.FLAGS),
        _each(discipline, _punishment_form, _punishment, "discipline"),
        _each(sppn, _score_form, _month_score, "sppn"),
        _each(risk, _assessment_form, _assessment, "risk"),
        _participation(participation),
        _documents(documents),
        _each(remissions, _remission_form, _remission, "remissions") or (),
        _each(services, _service_form, _service, "services") or (),
    )


def _each(value: object, form: Any, read: Any, where: str) -> tuple[Any, ...] | None:
    items = reading.list_of(value, where)
    if items is None:
        return None
    return tuple([read(*form(item, where)) for item in items])


def _sentence(value: object) -> Sentence:
    if value is None:
        return NO_SENTENCE
    kind, years, months, days, final_on = _sentence_form(value, "sentence")
    return Sentence(
        reading.word_of(kind, words.SENTENCE_KINDS, "sentence.kind"),
        reading.count_of(years, "sentence.years"),
        reading.count_of(months, "sentence.months"),
        reading.count_of(days, "sentence.days"),
        reading.date_of(final_on, "sentence.final_on"),
    )


@_kept
def _period(starts_on: object, ends_on: object) -> Period:
    return Period(*_span(starts_on, ends_on, "detention"))


def _span(starts_on: object, ends_on: object, where: str) -> tuple[date, date | None]:
    first = reading.required_date(starts_on, f"{where}.starts_on")
    end = reading.date_of(ends_on, f"{where}.ends_on")
    if end is not None and end < first:
        raise InvalidQuestion(f"{where}: ends before it starts")
    return first, end


def _subsidiary(value: object) -> Subsidiary:
    return NO_SUBSIDIARY if value is None else _outstanding(*_subsidiary_form(value, "subsidiary"))


@_kept
def _outstanding(days: object, serving: object) -> Subsidiary:
    return Subsidiary(reading.count_of(days, "subsidiary.days_outstanding"), reading.flag_of(serving, "subsidiary.serving"))


@_kept
def _punishment(level: object, starts_on: object, ends_on: object, forfeits_until: object) -> Punishment:
    return Punishment(
        reading.word_of(level, words.DISCIPLINE_LEVELS, "discipline.level"),
        *_span(starts_on, ends_on, "discipline"),
        reading.date_of(forfeits_until, "discipline.forfeits_until"),
    )


@_kept
def _month_score(month: object, score: object) -> MonthScore:
    return MonthScore(reading.month_of(month, "sppn.month"), reading.number_of(score, "sppn.score", HIGHEST_SCORE))


@_kept
def _assessment(assessed_on: object, level: object) -> RiskAssessment:
    return RiskAssessment(
        reading.required_date(assessed_on, "risk.assessed_on"),
        reading.word_of(level, words.RISK_LEVELS, "risk.level"),
    )


def _participation(value: object) -> Participation | None:
    return None if value is None else _took_part(*_participation_form(value, "participation"))


@_kept
def _took_part(scheduled: object, attended: object, excused: object) -> Participation:
    found = Participation(
        reading.count_of(scheduled, "participation.scheduled"),
        reading.count_of(attended, "participation.attended"),
        reading.count_of(excused, "participation.excused"),
    )
    if None not in found and found.attended + found.excused > found.scheduled:  # type: ignore[operator]
        raise InvalidQuestion("participation: attended and excused are more than scheduled")
    return found


def _documents(value: object) -> Mapping[str, str | None] | None:
    if value is None:
        return None
    found = reading.mapping_of(value, words.DOCUMENTS, "documents")
    if not _STATES.issuperset(found.values()):
        raise InvalidQuestion("documents: unknown word")
    return found


@_kept
def _remission(kind: object, on: object, days: object) -> Remission:
    return Remission(
        reading.required_word(kind, words.KINDS, "remissions.kind"),
        reading.required_date(on, "remissions.on"),
        reading.required_count(days, "remissions.days"),
    )


@_kept
def _service(ground: object, on: object, verified: object) -> Service:
    return Service(
        reading.required_word(ground, words.GROUNDS, "services.ground"),
        reading.required_date(on, "services.on"),
        reading.flag_of(verified, "services.verified"),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, MonthScore):
        return {"month": reading.month_text(value.month), "score": _plain(value.score)}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {field: _plain(part) for field, part in value._asdict().items()}  # type: ignore[attr-defined]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value
