"""What a report is about, as the address says it: facility, period, kind of programme."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from rehab.access.scope import Scope
from rehab.facilities.queries import get_facility, list_facilities
from rehab.plumbing import clock
from rehab.plumbing.errors import NotFound
from rehab.plumbing.fields import parse_date
from rehab.plumbing.formatting import long_date
from rehab.programs.labels import kind_label
from rehab.programs.models import PROGRAMME_KINDS


@dataclass(frozen=True)
class Asked:
    """A report's question. `scope` is narrowed to the facility asked for; `last_on` is included, `to_on` is the day after."""

    scope: Scope
    facility: Any
    choices: list[tuple[int, str]]
    kind: str
    from_on: date
    last_on: date
    zone: str

    @property
    def to_on(self) -> date:
        return self.last_on + timedelta(days=1)

    @property
    def by_facility(self) -> bool:
        """Whether it looks across facilities, and so shows each as one sum."""
        return self.facility is None

    @property
    def place(self) -> str:
        return self.facility.name if self.facility else _("Semua UPT")

    @property
    def period(self) -> str:
        return _("%(first)s sampai %(last)s", first=long_date(self.from_on), last=long_date(self.last_on))

    @property
    def words(self) -> list[str]:
        """The question in words, for the head of a file or a printed page."""
        words = [self.place, _("Masa %(period)s", period=self.period)]
        return [*words, _("Jenis program: %(kind)s", kind=kind_label(self.kind))] if self.kind else words


def read_question(scope: Scope, arguments: Mapping[str, str], *, today: date | None = None) -> Asked:
    """Read facility, from, to and kind; what is missing or wrong falls back to the last twelve months of everything in scope.

    A facility out of scope is NotFound. A period ends today at the latest: what is to come cannot be reported.
    """
    places = list_facilities(scope)
    wanted = arguments.get("facility", "")
    if wanted and not (wanted.isdecimal() and len(wanted) < 10):
        raise NotFound()
    facility = get_facility(scope, int(wanted)) if wanted else (places[0] if len(places) == 1 else None)
    zone = facility.zone if facility else "WIB"
    now = today or clock.today(zone)
    last_on = min(parse_date(arguments.get("to", "")) or now, now)
    from_on = parse_date(arguments.get("from", "")) or _eleven_months_before(last_on)
    kind = arguments.get("kind", "")
    return Asked(
        scope=replace(scope, facility_ids=frozenset({facility.id})) if facility else scope,
        facility=facility,
        choices=[(row.id, row.name) for row in places] if len(places) > 1 else [],
        kind=kind if kind in PROGRAMME_KINDS else "",
        from_on=min(from_on, last_on),
        last_on=last_on,
        zone=zone,
    )


def _eleven_months_before(on: date) -> date:
    months = on.year * 12 + on.month - 1 - 11
    return date(months // 12, months % 12 + 1, 1)
