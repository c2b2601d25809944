"""The promises of templates and of the look as functions over text, so that a planted fault can be shown to each."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

from tests.house.reading import ROOT

TEMPLATES = ROOT / "templates"
SOURCE = ROOT / "static" / "src"
# Proper names and signs that are the same in every language.
SAME_EVERYWHERE = {
    "Bina",
    "CONTOH",
    "MS",
    "BL",
    "TMS",
    "NIK",
    "WBP",
    "CSV",
    "Excel",
    "PDF",
    "English",
    "Bahasa",
    "Indonesia",
    "Reg",
}
SPOKEN = ("placeholder", "title", "alt", "aria-label", "aria-description", "value")
JINJA = Environment(extensions=["jinja2.ext.i18n"])


def template_files() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


class _Texts(HTMLParser):
    """The words a reader meets in a template once its Jinja parts are taken out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            hidden = name == "value" and (tag != "input" or dict(attrs).get("type") != "submit")
            if name in SPOKEN and value and not hidden:
                self.words += letters(value)

    def handle_data(self, data: str) -> None:
        self.words += letters(data)


def letters(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]{3,}", text) if word not in SAME_EVERYWHERE and set(word) != {"x"}]


def without_jinja(source: str) -> str:
    """The markup alone: expressions, statements, comments and {% trans %} blocks are gone."""
    parts: list[str] = []
    trans = False
    source = re.sub(r"{% block layout %}[a-z]+", "{% block layout %}", source)
    for _line, kind, value in JINJA.lex(source):
        if kind == "name" and value in ("trans", "endtrans"):
            trans = value == "trans"
        elif kind == "variable_begin":
            parts.append("x")
        elif kind == "data" and not trans:
            parts.append(value)
    return "".join(parts)


def untranslated(source: str) -> list[str]:
    """Words that would be the same in every language."""
    parser = _Texts()
    parser.feed(without_jinja(source))
    return parser.words


def inline_faults(source: str) -> list[str]:
    """Style, script or handlers inside a page, which the content policy refuses."""
    tests = {
        "inline style": r"<style|\sstyle\s*=",
        "inline script": r"<script(?![^>]*\ssrc=)",
        "handler": r"<[^>]*\son[a-z]+\s*=",
        "javascript: link": r"javascript:",
        "address of another house": r"(?:src|href|action)=\"(?:https?:)?//",
    }
    markup = without_jinja(source)
    return [name for name, pattern in tests.items() if re.search(pattern, markup, re.IGNORECASE)]


def form_faults(source: str) -> list[str]:
    """Forms that say not where they go, or post without a token."""
    faults = []
    for form in re.findall(r"<form\b.*?</form>|<form\b.*", source, re.DOTALL):
        tag = form[: form.index(">") + 1] if ">" in form else form
        if "action=" not in tag:
            faults.append("a form without an action")
        if 'method="post"' in tag and "csrf_token" not in form:
            faults.append("a posting form without a token")
    return faults


def icons_asked(source: str) -> set[str]:
    """The names given to the icon macro or to an `icon` key, as far as they are literal."""
    return set(re.findall(r'icon\(\s*["\']([a-z0-9-]+)', source)) | set(re.findall(r'"icon":\s*"([a-z0-9-]+)"', source))


def icons_built() -> set[str]:
    listed = re.search(r"const ICONS = \[(.*?)\]", (SOURCE / "build.mjs").read_text(), re.DOTALL)
    assert listed
    return set(re.findall(r'"([a-z0-9-]+)"', listed[1]))


def colours(text: str) -> set[str]:
    """Hexadecimal colours, in six lower-case digits."""
    found = {each.lower() for each in re.findall(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\b", text)}
    return {each if len(each) == 6 else "".join(digit * 2 for digit in each) for each in found}


def tokens() -> dict[str, str]:
    """The colours of the brand file by name."""
    return dict(re.findall(r"^\$([a-z-]+): #([0-9a-f]{6})", (SOURCE / "css" / "_brand.scss").read_text(), re.MULTILINE))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def pages_of_rooms() -> Iterator[Path]:
    """Templates that are whole pages: templates/<room>/<endpoint>.html."""
    apart = {"components", "errors", "documents"}
    for path in template_files():
        parts = path.relative_to(TEMPLATES).parts
        if len(parts) == 2 and parts[0] not in apart and not path.name.startswith("_"):
            yield path
