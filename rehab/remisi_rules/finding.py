"""One condition or paper of a verdict, with the articles behind it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from rehab.remisi_rules.parameters import Reference

PAPERS = "papers"
# types that are plain data already
PLAIN = frozenset({int, str, bool, type(None)})


@dataclass(frozen=True, slots=True)
class Basis:
    """The articles behind a finding, the weakest confidence among them, and what is still to be asked."""

    references: tuple[Reference, ...]
    confidence: str
    questions: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        references = [_reference(each) for each in self.references]
        return {"basis": references, "confidence": self.confidence, "questions": list(self.questions)}


class Heading(NamedTuple):
    """What every finding of one condition or paper has alike; `code` is what it is counted under."""

    code: str
    criterion: str
    basis: Basis


class Finding(NamedTuple):
    """One condition or paper: what was seen, what it is held against, where it stands, and from when it is met.

    The fields of an Answer, then those of a Heading.
    """

    state: str
    value: Any
    threshold: Any
    source: str
    met_from: date | None
    code: str
    criterion: str
    basis: Basis

    @property
    def document(self) -> str | None:
        """The paper's code; None for a condition."""
        return self.code if self.criterion == PAPERS else None

    def to_json(self) -> dict[str, Any]:
        """Plain data, dates as text."""
        return {
            "criterion": self.criterion,
            "document": self.document,
            "state": self.state,
            "value": plain(self.value),
            "threshold": plain(self.threshold),
            "source": self.source,
            "met_from": plain(self.met_from),
            **self.basis.to_json(),
        }


def _reference(reference: Reference) -> dict[str, str]:
    found = {"title": reference.title, "article": reference.article}
    return found if reference.address is None else {**found, "address": reference.address}


def plain(value: Any) -> Any:
    """Dates and decimals as text, mappings and lists through."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is date:
        return value.isoformat()
    if kind is Decimal:
        return str(value)
    if kind is dict:
        return {key: plain(part) for key, part in value.items()}
    assert kind is list, kind
    return [plain(part) for part in value]
