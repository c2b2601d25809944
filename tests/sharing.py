"""How several processes share the tests: the tests of a file, on one database and at one width, stay together.

So what a file prepares for all of its tests (thousands of people, a filled demonstration, pages drawn once) is prepared once,
and each process goes on from one database to the other once.
"""

import re

from xdist.scheduler import LoadScopeScheduling

KINDS = ("sqlite", "postgresql", "phone", "desk")
# What takes long is begun first, so that at the end no process waits long for another.
LONG = (
    "tests/journeys/",
    "tests/house/test_list_pages.py",
    "tests/remisi_rules/",
    "tests/trust/",
    "tests/house/",
    "tests/remisi/",
)


def part_of(nodeid: str) -> tuple[str, str]:
    """The file of a test, and the database or the width it runs at where it has one.

    >>> part_of("tests/house/test_leaks.py::test_no_id[sqlite]")
    ('tests/house/test_leaks.py', 'sqlite')
    """
    file, _, name = nodeid.partition("::")
    words = re.findall(r"[a-z]+", name.partition("[")[2])
    return file, next((word for word in words if word in KINDS), "")


def turn_of(nodeid: str) -> tuple[bool, int]:
    """When a test is begun: those on PostgreSQL after all others, long files before short ones."""
    file, kind = part_of(nodeid)
    return kind == "postgresql", next((number for number, begin in enumerate(LONG) if file.startswith(begin)), len(LONG))


class ByPart(LoadScopeScheduling):
    """xdist's sharing by scope, a scope being a part of a file."""

    def _split_scope(self, nodeid: str) -> str:
        return " ".join(part_of(nodeid))
