"""Every template keeps what pages promise, and the look keeps its colours, its contrast and its weight."""

import gzip
import json

import pytest
from flask import Flask

from tests.house import template_reading as reading

PLANTED = [
    (reading.untranslated, "<p>Simpan data</p>"),
    (reading.untranslated, '<input placeholder="Nama orang">'),
    (reading.untranslated, '{% trans %}Baik{% endtrans %}<b aria-label="Tutup jendela"></b>'),
    (reading.inline_faults, '<p style="color:red">'),
    (reading.inline_faults, "<script>x()</script>"),
    (reading.inline_faults, '<a onclick="x()">'),
    (reading.inline_faults, '<img src="https://elsewhere.example/x.png">'),
    (reading.form_faults, '<form method="get">'),
    (reading.form_faults, '<form method="post" action="/x"><button></button></form>'),
]


@pytest.mark.parametrize(("rule", "source"), PLANTED)
def test_a_planted_fault_is_found(rule: object, source: str) -> None:
    assert rule(source)  # type: ignore[operator]


def test_what_is_right_is_not_a_fault() -> None:
    text = '<p title="{{ _("Satu") }}">{{ _("Dua") }}</p>'
    right = '<form method="post" action="{{ url_for("x") }}">{{ csrf_token() }}' + text + "</form>"
    assert not reading.untranslated(right)
    assert not reading.inline_faults(right)
    assert not reading.form_faults(right)


@pytest.mark.parametrize("rule", [reading.untranslated, reading.inline_faults, reading.form_faults])
def test_the_rule_holds_in_every_template(rule: object) -> None:
    faults = {
        str(path.relative_to(reading.TEMPLATES)): found
        for path in reading.template_files()
        if (found := rule(path.read_text()))  # type: ignore[operator]
    }
    assert faults == {}


def test_every_page_of_a_room_stands_in_a_frame_and_is_named_after_its_address(app: Flask) -> None:
    faults = []
    for path in reading.pages_of_rooms():
        source, endpoint = path.read_text(), f"{path.parent.name}.{path.stem}"
        if "{% extends" not in source or "{% block title %}" not in source:
            faults.append(f"{endpoint}: no frame or no title")
        if endpoint not in app.view_functions:
            faults.append(f"{endpoint}: no such address")
    assert faults == []


def test_every_icon_asked_for_is_built() -> None:
    asked = {name for path in reading.template_files() for name in reading.icons_asked(path.read_text())}
    built = reading.icons_built()
    assert "x" in reading.icons_asked('{{ icon("x") }}')
    assert asked - built == set()
    assert len(built) <= 20


def test_colours_stand_once_in_the_brand_file() -> None:
    known = set(reading.tokens().values()) | {"ffffff", "000000"}
    sheets = [path for path in (reading.SOURCE / "css").glob("*.scss") if path.name != "_brand.scss"]
    strange = {path.name: reading.colours(path.read_text()) - {"ffffff", "000000"} for path in sheets}
    assert {name: found for name, found in strange.items() if found} == {}
    charts = reading.colours((reading.TEMPLATES / "components" / "charts.html").read_text())
    assert charts - known == set()


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("primary", "white", 8.1), ("text", "white", 16.7), ("secondary", "white", 7.5), ("link", "white", 6.6),
        ("danger", "white", 6.5), ("success", "white", 6.2), ("warning", "white", 6.2), ("control", "white", 4.3),
        ("text", "focus", 11.8), ("good-text", "good-ground", 7.8), ("warn-text", "warn-ground", 7.8),
        ("bad-text", "bad-ground", 7.8), ("info-text", "info-ground", 7.0), ("neutral-text", "neutral-ground", 7.0),
        ("secondary", "surface", 4.5), ("header-note", "primary", 4.5),
    ],
)  # fmt: skip
def test_texts_stand_out_from_their_ground(text: str, ground: str, least: float) -> None:
    named = reading.tokens() | {"white": "ffffff"}
    assert reading.contrast(named[text], named[ground]) >= least


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert reading.contrast("000000", "ffffff") == pytest.approx(21)
    assert reading.contrast("a3a3a3", "ffffff") == pytest.approx(2.52, abs=0.01)


def test_the_first_visit_stays_light() -> None:
    dist = reading.ROOT / "static" / "dist"
    if not (dist / "manifest.json").exists():
        pytest.skip("not proven: the front end is not built (npm run build)")
    built = json.loads((dist / "manifest.json").read_text())
    needed = [built[name] for name in ("app.css", "app.js", "icons.svg", "mark.svg")]
    weights = {name: len(gzip.compress((dist / name).read_bytes(), 6)) for name in needed}
    # A page of at most 15 KB comes on top; all together stay below 60 KB.
    assert sum(weights.values()) <= 45_000, weights
    assert weights[built["app.js"]] <= 3_050
    assert (dist / "fonts" / "arimo" / "LICENSE_FONT").exists()
