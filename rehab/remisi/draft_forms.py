"""A draft of one value as a person types it: the choices, and the text read as the law's files write it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.access.scope import Scope
from rehab.conduct.labels import DISCIPLINE_LABELS
from rehab.plumbing.errors import Refusal
from rehab.plumbing.fields import parse_date
from rehab.plumbing.formatting import short_date
from rehab.remisi.labels import round_label
from rehab.remisi.law_words import CHOICES, TOPIC_NAMES, parameter_label, value_words
from rehab.remisi.queries import list_rounds, next_days
from rehab.remisi.refusals import refusal_words
from rehab.remisi_rules.drafts import DraftLaw, one_value
from rehab.remisi_rules.errors import LawDataError
from rehab.remisi_rules.parameters import parameters
from rehab.remisi_rules.values import NOT_IN_FORCE

_TYPED = {"days", "years", "times", "score", "decimal", "fraction", "flag", "levels", "requirement", "ladder"}
_LAPSING = {"criterion", "paper"}
_NO_BEARING = "milestones"
_LONGEST = 200


class DraftRefused(Refusal):
    """A draft that cannot be law; the message says why."""


@dataclass(frozen=True, slots=True)
class RoundChoice:
    """A day for which a population may be computed."""

    kind: str
    on: date
    holiday: str | None

    @property
    def code(self) -> str:
        return f"{self.kind}_{self.on.isoformat()}_{self.holiday or ''}"


def round_choices(scope: Scope, *, on: date) -> list[RoundChoice]:
    """The newest kept rounds, then the days of the coming year with their kinds."""
    kept = [RoundChoice(row.round.kind, row.round.held_on, row.round.holiday) for row in list_rounds(scope).items]
    coming = [RoundChoice(kind, each.on, each.holiday) for each in next_days(scope, on=on) for kind in each.kinds]
    return list(dict.fromkeys(kept + coming))


def round_options(choices: list[RoundChoice]) -> list[tuple[str, str]]:
    """The days as the form offers them."""
    return [(each.code, f"{round_label(each.kind, each.holiday)}, {short_date(each.on)}") for each in choices]


def parameter_options(on: date) -> list[tuple[str, str]]:
    """The values that can be drafted here, with what they are on a day."""
    found = []
    for parameter in sorted(parameters().values(), key=lambda each: (list(TOPIC_NAMES).index(each.topic), each.name)):
        if parameter.topic == _NO_BEARING or parameter.unit not in _TYPED | _LAPSING:
            continue
        value = value_words(parameter, parameter.on(on))
        found.append((parameter.name, f"{TOPIC_NAMES[parameter.topic]}: {parameter_label(parameter.name)} ({value})"))
    return found


def typed_draft(name: str, text: str, starts_on: str) -> DraftLaw:
    """The law with one value typed anew from a day on. Raises DraftRefused."""
    known, day = parameters().get(name), parse_date(starts_on)
    if known is None or known.unit not in _TYPED | _LAPSING or known.topic == _NO_BEARING:
        raise DraftRefused(_l("Pilih aturan yang akan diubah dari daftar."))
    if day is None:
        raise DraftRefused(_l("Tulis tanggal berlakunya, misalnya 01-08-2026."))
    try:
        return DraftLaw(one_value(name, day, _written(known.unit, text.strip()[:_LONGEST].casefold(), known.values[-1].written)))
    except LawDataError as refused:
        raise DraftRefused(refusal_words(refused)) from refused


def value_hint() -> str:
    """How each sort of value is typed."""
    return _(
        "Tulis angka saja (hari, nilai, atau persen), pecahan seperti 1/2, ya atau tidak, atau tingkat seperti sedang, berat."
        " Besaran: langkah pertama lalu tahun ke-1, ke-2, dan seterusnya, dipisah koma. "
        "Untuk mencabut syarat tulis: tidak berlaku."
    )


def _written(unit: str, text: str, standing: Any) -> Any:
    """The typed text as a file of the law writes it; what is not understood stays text and is refused by the loader."""
    if text in (NOT_IN_FORCE, "tidak berlaku"):
        return NOT_IN_FORCE
    if unit in ("days", "years", "times", "score"):
        return _whole(text)
    if unit == "decimal":
        return _share(text)
    if unit == "flag":
        return {"ya": True, "yes": True, "tidak": False, "no": False}.get(text, text)
    if unit == "levels":
        names = {str(label).casefold().split()[-1]: code for code, label in DISCIPLINE_LABELS.items()}
        return [names.get(part.strip(), part.strip()) for part in text.split(",")]
    if unit == "requirement":
        names = {str(label).casefold(): code for code, label in CHOICES.items()}
        return names.get(text, text)
    if unit == "ladder" and isinstance(standing, dict):
        first, *steps = [_whole(part.strip()) for part in text.split(",")]
        return standing | {"first_days": first, "steps": steps}
    return text


def _whole(text: str) -> Any:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def _share(text: str) -> str:
    try:
        return str(Decimal(text.removesuffix("%").removesuffix("persen").strip().replace(",", ".")) / 100)
    except InvalidOperation:
        return text
