"""Whatever is written into the trail can be read there in words."""

import re
from pathlib import Path

from rehab.audit.labels import ACTION_LABELS, ROOM_LABELS, SUBJECT_LABELS
from tests.house.reading import ROOT

ACTION = re.compile(r'action="([a-z_]+\.[a-z_]+)"')
SUBJECT = re.compile(r'subject="([a-z_]+)"')
# Where the name of the room is written once and the verb follows.
SHORTENED = {"letters": re.compile(r'(?:note\(scope, .+?, |_number_entry\(.+?|_entry\(scope, )"([a-z_]+)"')}


def nameless(sources: dict[str, str]) -> set[str]:
    """Actions, subjects and rooms that stand in code, by room, and have no words."""
    found = set()
    for room, text in sources.items():
        actions = set(ACTION.findall(text))
        if room in SHORTENED:
            actions |= {f"{room}.{verb}" for verb in SHORTENED[room].findall(text)}
        found |= actions - ACTION_LABELS.keys()
        found |= {f"{each.partition('.')[0]}." for each in actions} - ROOM_LABELS.keys()
        found |= set(SUBJECT.findall(text)) - SUBJECT_LABELS.keys()
    return found


def sources() -> dict[str, str]:
    rooms = [each for each in (ROOT / "rehab").iterdir() if each.is_dir() and each.name != "demo"]
    return {room.name: "\n".join(path.read_text("utf-8") for path in sorted(Path(room).rglob("*.py"))) for room in rooms}


def test_every_action_subject_and_room_of_the_trail_has_words() -> None:
    assert nameless(sources()) == set()


def test_what_has_no_words_is_seen() -> None:
    planted = {"wbp": 'write_entry(action="wbp.fly", subject="bird")', "letters": 'note(scope, round_, "read_stars")'}
    assert nameless(planted) == {"wbp.fly", "bird", "letters.read_stars"}
