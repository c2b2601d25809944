"""The README's map says what the directory board says."""

import re

from rehab.rooms import ROOMS
from tests.house.reading import ROOT

ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| .+? \| .+? \| `(/\w*)` \|$", re.M)


def rows_of(text: str) -> list[tuple[str, str, str]]:
    return [(match[1], match[2], match[3]) for match in ROW.finditer(text)]


def board() -> list[tuple[str, str, str]]:
    return [(room.blueprint.name, room.summary, room.prefix or "/") for room in ROOMS]


def test_the_map_of_the_readme_is_the_directory_board() -> None:
    assert rows_of((ROOT / "README.md").read_text()) == board()


def test_a_room_missing_from_the_map_is_seen() -> None:
    text = (ROOT / "README.md").read_text()
    planted = "\n".join(line for line in text.splitlines() if not line.startswith("| `conduct` |"))
    assert rows_of(planted) != board()
