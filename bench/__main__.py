"""Run the measurements: `python -m bench [--only import,round]`.

A measurement is a module `bench/<name>_bench.py` with one function `measure() -> Iterable[Row]`. It prints nothing;
medians and ratios of one run, never a single sample. The table is printed and written to bench/latest.json as a list
of {name, value, unit, target, holds}.
"""

import argparse
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Iterable
from pathlib import Path

from bench.rows import Row

FOLDER = Path(__file__).resolve().parent
SUFFIX = "_bench"


def chosen(only: str) -> list[str]:
    """Return the names of the measurements to run; an unknown name ends the command with the known ones."""
    known = sorted(path.stem.removesuffix(SUFFIX) for path in FOLDER.glob(f"*{SUFFIX}.py"))
    wanted = [name.strip() for name in only.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        sys.exit(f"Unknown: {', '.join(unknown)}. Known: {', '.join(known)}.")
    return wanted or known


def measured(name: str) -> tuple[list[Row], bool]:
    """Run one measurement; return its rows and whether it came to its end."""
    began = time.perf_counter()
    try:
        rows: Iterable[Row] = importlib.import_module(f"bench.{name}{SUFFIX}").measure()
        found = list(rows)
    except Exception:
        traceback.print_exc()
        return [Row(name=f"{name}: not measured", value=0, unit="", target="", holds=False)], False
    print(f"· {name}: {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return found, True


def table(rows: list[Row]) -> str:
    """Return the rows as text in columns."""
    shown = [("measured", "value", "unit", "target", "holds")]
    shown += [(row.name, row.shown, row.unit, row.target, {True: "yes", False: "NO", None: "-"}[row.holds]) for row in rows]
    widths = [max(len(line[place]) for line in shown) for place in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in shown)


def main() -> int:
    """Measure, print, write; 1 where a measurement could not be made, 0 otherwise: a missed target is a figure, not an error."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--only", default=os.environ.get("ONLY", ""), help="names parted by commas")
    rows, whole = [], True
    for name in chosen(parser.parse_args().only):
        found, ended = measured(name)
        rows += found
        whole = whole and ended
    print(table(rows))
    (FOLDER / "latest.json").write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
