"""Asks every case with each planted change in turn: `python -m tests.remisi_rules.planted_cases < names`, in the planted copy.

Each change is tried in a process of its own, split off once everything is read, and the names of those a case notices are
printed. A change that never ends is noticed too. What is read once and kept is read without the change; the tests that come
after read anew.
"""

import os
import resource
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from rehab.remisi_rules.cases import case_files, differences, read_case

SECONDS = 30


def main() -> int:
    """Names on standard input, one a line; the noticed ones on standard output."""
    cases = [read_case(path) for path in case_files([Path(__file__).parent / "cases"])]
    if any(differences(case) for case in cases):
        raise SystemExit("the cases fail without a planted change")
    used = _used_by(cases)
    for name in sys.stdin.read().split():
        if name.rpartition("__mutmut_")[0] in used and _noticed(name, cases):
            print(name, flush=True)
    return 0


def _used_by(cases: list[dict]) -> set[str]:
    """The functions in which a planted change could be noticed, once everything is read."""
    used: set[str] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        name, planted, _rest = frame.f_code.co_name.partition("__mutmut_orig")
        if planted and event == "call":
            used.add(f"{frame.f_globals['__name__']}.{name}")

    sys.setprofile(note)
    try:
        for case in cases:
            differences(case)
    finally:
        sys.setprofile(None)
    return used


def _noticed(name: str, cases: list[dict]) -> bool:
    child = os.fork()
    if child == 0:
        os.environ["MUTANT_UNDER_TEST"] = name
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
        try:
            os._exit(any(differences(case) for case in cases))
        except BaseException:
            os._exit(1)
    return os.waitpid(child, 0)[1] != 0


if __name__ == "__main__":
    sys.exit(main())
