"""python -m tests.remisi_rules.second_reading PATH…: case files against the second reading."""

import sys

from tests.remisi_rules.second_reading.cases import run

passed, lines = run(sys.argv[1:])
print(*lines, f"{passed} passed, {len(lines)} failed", sep="\n")
sys.exit(bool(lines))
