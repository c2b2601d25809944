"""What is known of one person: raw facts, null where nobody knows; the engine does the law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
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
    def from_json(cls, given: Mapping[str, Any]) -> "Facts":
        """Facts from plain data; dates as `YYYY-MM-DD` or date. Raises InvalidQuestion for anything not understood."""
        if isinstance(given, Facts):
            return given
        plain = reading.mapping_of(given, _FACTS, "facts")
        get = plain.get
        flags = [reading.flag_of(get(name), name) for name in words.FLAGS]
        return cls(
            reading.word_of(get("status"), words.STATUSES, "status"),
            reading.date_of(get("birth_on"), "birth_on"),
            reading.word_of(get("religion"), words.RELIGIONS, "religion"),
            _sentence(get("sentence")),
            _detention(get("detention")),
            reading.word_of(get("offence"), words.OFFENCES, "offence"),
            _subsidiary(get("subsidiary")),
            *flags,
            _each(get("discipline"), _punishment, "discipline"),
            _each(get("sppn"), _month_score, "sppn"),
            _each(get("risk"), _assessment, "risk"),
            _participation(get("participation")),
            _documents(get("documents")),
            _each(get("remissions"), _remission, "remissions") or (),
            _each(get("services"), _service, "services") or (),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data of these facts; `Facts.from_json` gives the same facts back."""
        return {name: _plain(name, getattr(self, name)) for name in _ORDER}


_ORDER = tuple(Facts.__dataclass_fields__)
_FACTS = frozenset(_ORDER)


def _keys(kind: type[Any]) -> frozenset[str]:
    return frozenset(kind._fields)


_SENTENCE, _PERIOD, _SUBSIDIARY = _keys(Sentence), _keys(Period), _keys(Subsidiary)
_PUNISHMENT, _MONTH_SCORE, _ASSESSMENT = _keys(Punishment), _keys(MonthScore), _keys(RiskAssessment)
_PARTICIPATION, _REMISSION, _SERVICE = _keys(Participation), _keys(Remission), _keys(Service)


def _each(value: object, read: Any, where: str) -> tuple[Any, ...] | None:
    items = reading.list_of(value, where)
    if items is None:
        return None
    return tuple([read(item) for item in items])


def _sentence(value: object) -> Sentence:
    if value is None:
        return Sentence()
    get = reading.mapping_of(value, _SENTENCE, "sentence").get
    return Sentence(
        reading.word_of(get("kind"), words.SENTENCE_KINDS, "sentence.kind"),
        reading.count_of(get("years"), "sentence.years"),
        reading.count_of(get("months"), "sentence.months"),
        reading.count_of(get("days"), "sentence.days"),
        reading.date_of(get("final_on"), "sentence.final_on"),
    )


def _detention(value: object) -> tuple[Period, ...] | None:
    return _each(value, _period, "detention")


def _span(get: Any, where: str) -> tuple[date, date | None]:
    starts_on = reading.required_date(get("starts_on"), f"{where}.starts_on")
    ends_on = reading.date_of(get("ends_on"), f"{where}.ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise InvalidQuestion(f"{where}: ends before it starts")
    return starts_on, ends_on


def _period(value: object) -> Period:
    return Period(*_span(reading.mapping_of(value, _PERIOD, "detention").get, "detention"))


def _subsidiary(value: object) -> Subsidiary:
    if value is None:
        return Subsidiary()
    get = reading.mapping_of(value, _SUBSIDIARY, "subsidiary").get
    return Subsidiary(
        reading.count_of(get("days_outstanding"), "subsidiary.days_outstanding"),
        reading.flag_of(get("serving"), "subsidiary.serving"),
    )


def _punishment(value: object) -> Punishment:
    get = reading.mapping_of(value, _PUNISHMENT, "discipline").get
    return Punishment(
        reading.word_of(get("level"), words.DISCIPLINE_LEVELS, "discipline.level"),
        *_span(get, "discipline"),
        reading.date_of(get("forfeits_until"), "discipline.forfeits_until"),
    )


def _month_score(value: object) -> MonthScore:
    get = reading.mapping_of(value, _MONTH_SCORE, "sppn").get
    return MonthScore(
        reading.month_of(get("month"), "sppn.month"),
        reading.number_of(get("score"), "sppn.score", HIGHEST_SCORE),
    )


def _assessment(value: object) -> RiskAssessment:
    get = reading.mapping_of(value, _ASSESSMENT, "risk").get
    return RiskAssessment(
        reading.required_date(get("assessed_on"), "risk.assessed_on"),
        reading.word_of(get("level"), words.RISK_LEVELS, "risk.level"),
    )


def _participation(value: object) -> Participation | None:
    if value is None:
        return None
    get = reading.mapping_of(value, _PARTICIPATION, "participation").get
    found = Participation(*(reading.count_of(get(name), f"participation.{name}") for name in Participation._fields))
    if None not in found and found.attended + found.excused > found.scheduled:  # type: ignore[operator]
        raise InvalidQuestion("participation: attended and excused are more than scheduled")
    return found


def _documents(value: object) -> Mapping[str, str | None] | None:
    if value is None:
        return None
    found = reading.mapping_of(value, words.DOCUMENTS, "documents")
    for state in found.values():
        reading.word_of(state, words.DOCUMENT_STATES, "documents")
    return found


def _remission(value: object) -> Remission:
    get = reading.mapping_of(value, _REMISSION, "remissions").get
    kind = reading.word_of(get("kind"), words.KINDS, "remissions.kind")
    if kind is None:
        raise InvalidQuestion("remissions.kind: a kind is required")
    return Remission(
        kind,
        reading.required_date(get("on"), "remissions.on"),
        reading.required_count(get("days"), "remissions.days"),
    )


def _service(value: object) -> Service:
    get = reading.mapping_of(value, _SERVICE, "services").get
    ground = reading.word_of(get("ground"), words.GROUNDS, "services.ground")
    if ground is None:
        raise InvalidQuestion("services.ground: a ground is required")
    return Service(
        ground,
        reading.required_date(get("on"), "services.on"),
        reading.flag_of(get("verified"), "services.verified"),
    )


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple) and (fields := getattr(value, "_fields", ())):
        if isinstance(value, MonthScore):
            return {"month": reading.month_text(value.month), "score": _plain("score", value.score)}
        return {field: _plain(field, part) for field, part in zip(fields, value, strict=True)}
    if isinstance(value, tuple):
        return [_plain(name, item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value
