"""How far a partner's account reaches, lent by later rooms: whoever gives out its password can read what it reads."""

from collections.abc import Callable

from rehab.access.scope import Scope

Places = Callable[[Scope], frozenset[int]]


class Lent:
    """The facilities whose classes, programmes or agreements a partner's scope reaches."""

    places: Places = staticmethod(lambda _scope: frozenset())


def set_reach_source(places: Places) -> None:
    """Lend the facilities a partner's scope reaches; the application calls this once."""
    Lent.places = staticmethod(places)


def lies_within(scope: Scope, theirs: Scope) -> bool:
    """Whether an administrator's own facilities cover everything a partner's account reaches."""
    return scope.facility_ids is None or Lent.places(theirs) <= scope.facility_ids
