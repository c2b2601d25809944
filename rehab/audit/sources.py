"""What later rooms lend the audit pages, which stand before them in the story and may not ask them."""

from collections.abc import Callable, Iterable

from rehab.access.scope import Scope

NameSource = Callable[[Scope, Iterable[int | None]], dict[int, str]]
Finder = Callable[[Scope, str], list[int]]
ZoneSource = Callable[[Scope], str]


class Sources:
    """What later rooms lend this one: the names of people, people by name, and the zone of a scope."""

    names: NameSource = staticmethod(lambda _scope, _ids: {})
    find: Finder = staticmethod(lambda _scope, _text: [])
    zone: ZoneSource = staticmethod(lambda _scope: "WIB")


def set_name_source(names: NameSource, *, find: Finder | None = None, zone: ZoneSource | None = None) -> None:
    """Lend the names of users by id, the ids of users whose name holds a text, and the zone of a scope.

    This room stands before accounts and facilities and may not ask them itself; the application calls this once.
    """
    Sources.names = staticmethod(names)
    if find is not None:
        Sources.find = staticmethod(find)
    if zone is not None:
        Sources.zone = staticmethod(zone)
