"""One compile in a process of its own: JSON on standard input, the PDF on standard output.

Run as a file, isolated and without the application, so that a document can neither grow the web process nor
hold it up, nor see its settings.
"""

import json
import re
import resource
import struct
import sys
from pathlib import Path
from typing import Any

import typst

EXPECTED_FACES = {"Arimo-Regular", "Arimo-Bold", "Arimo-Italic", "Arimo-BoldItalic"}
CODE_NOT_DRAWN = 3


def limit(*, memory_bytes: int, cpu_seconds: int) -> None:
    """Bound this process; beyond the bounds the system ends it."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def drawn_characters(font: bytes) -> set[int]:
    """Return the code points that a TrueType font can draw, from its character map (format 4)."""
    tables = {}
    for index in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        tables[tag] = offset
    start = tables[b"cmap"]
    points: set[int] = set()
    for index in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">HHL", font, start + 4 + 8 * index)[2]
        if struct.unpack_from(">H", font, at)[0] == 4:
            half = struct.unpack_from(">H", font, at + 6)[0]
            ends = struct.unpack_from(f">{half // 2}H", font, at + 14)
            starts = struct.unpack_from(f">{half // 2}H", font, at + 16 + half)
            for first, last in zip(starts, ends, strict=True):
                points.update(range(first, last + 1))
    return points - {0xFFFF}


def only_drawn(value: Any, drawn: set[int]) -> Any:
    """Replace characters that the font lacks by a question mark, in every text of a JSON value."""
    if isinstance(value, str):
        return "".join(mark if mark == "\n" or ord(mark) in drawn else "?" for mark in value)
    if isinstance(value, list):
        return [only_drawn(item, drawn) for item in value]
    if isinstance(value, dict):
        return {key: only_drawn(item, drawn) for key, item in value.items()}
    return value


def embedded_faces(pdf: bytes) -> set[str]:
    """Return the names of the typefaces inside a PDF, without their subset prefix."""
    return {name.decode("latin-1") for name in re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([^\s/<>\[\]()]+)", pdf)}


def compile_pdf(order: dict[str, Any]) -> bytes:
    """Compile one template with its data; raises where a typeface other than the expected ones got in."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[order["fonts"]])
    regular = next(Path(order["fonts"]).rglob("*400Regular.ttf"), None)
    if regular is None or fonts.families() != ["Arimo"]:
        raise FileNotFoundError("the typeface Arimo is missing: run `make assets`")
    data = only_drawn(order["data"], drawn_characters(regular.read_bytes()))
    compiler = typst.Compiler(
        Path(order["root"]) / order["template"],
        root=order["root"],
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=order["root"],
        package_cache_path=order["root"],
        sys_inputs={"data": json.dumps(data), "lang": order["lang"]},
    )
    pdf = compiler.compile(format="pdf", pdf_standards=order["standards"], timestamp=order["timestamp"])
    if not isinstance(pdf, bytes):
        raise TypeError("one document gives one file")
    faces = embedded_faces(pdf)
    if not faces or not faces <= EXPECTED_FACES:
        raise ValueError(f"unexpected typefaces in the document: {sorted(faces)}")
    return pdf


def main() -> int:
    """Draw the one document asked for on standard input; returns the exit code."""
    order = json.load(sys.stdin.buffer)
    limit(memory_bytes=order["memory_bytes"], cpu_seconds=order["cpu_seconds"])
    try:
        pdf = compile_pdf(order)
    except (RuntimeError, OSError, ValueError, TypeError, MemoryError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return CODE_NOT_DRAWN
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
