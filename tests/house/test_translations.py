"""Every text has its English twin."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house.reading import ROOT

ENGLISH = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def _texts(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (str(value or ""),)


def faults_of(message: Message) -> list[str]:
    """A text without a translation, a doubtful one, or one whose placeholders differ."""
    said, meant = _texts(message.string), _texts(message.id)
    faults = []
    if not all(said):
        faults.append(f"not translated: {meant[0]}")
    if message.fuzzy:
        faults.append(f"doubtful: {meant[0]}")
    wanted = sorted(set(PLACEHOLDER.findall(meant[-1])))
    if any(sorted(set(PLACEHOLDER.findall(each))) != wanted for each in said if each):
        faults.append(f"other placeholders: {meant[0]}")
    return faults


@pytest.fixture(scope="module")
def source_texts(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    found = tmp_path_factory.mktemp("texts") / "found.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "-F", "translations/babel.cfg", "-k", "_l"]
    subprocess.run([*command, "-o", str(found), "."], cwd=ROOT, check=True)
    return _read(found)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def test_every_text_of_the_source_stands_in_the_english_catalogue(source_texts: Catalog) -> None:
    english = _read(ENGLISH)
    missing = [_texts(message.id)[0] for message in source_texts if message.id and message.id not in english]
    assert missing == [], "python3 deploy/start.py translations lists what the catalogue lacks"


def test_every_entry_is_translated_with_the_same_placeholders() -> None:
    assert [fault for message in _read(ENGLISH) if message.id for fault in faults_of(message)] == []


@pytest.mark.parametrize(
    "planted",
    [
        Message("Simpan", ""),
        Message("Simpan", "Save", flags=["fuzzy"]),
        Message("%(n)s orang", "people"),
        Message(("%(n)d hari", "%(n)d hari"), ("%(n)d day", "")),
    ],
)
def test_a_faulty_entry_is_seen(planted: Message) -> None:
    assert faults_of(planted)
