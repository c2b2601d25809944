"""Asks the tests whether they notice planted changes: `python -m tests.remisi_rules.planted_tests [--anew] < names`, in the copy.

Everything is imported, collected and read once. A process split off first runs each test without a change, and tells which
functions it calls and how long it takes; then each change is tried in a process of its own, first on the case files, then on
the tests that call the changed function. A test that does not end has noticed, too. What runs while modules are imported does
not run again with the change: where nobody noticed a change of such a function it must be asked `--anew`, everything imported
with the change, all tests run.
"""

import gc
import json
import os
import resource
import signal
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis  # noqa: F401 - read before processes are split off
import pytest
import yaml  # noqa: F401 - the same
from _pytest.runner import runtestprotocol
from mutmut.mutation import trampoline

from tests.remisi_rules.mutation import ANEW, NOTICED, STAYS, TESTS, TESTS_FOLDER

# long for something no planted change does, keep every answer; and processes in which no planted change is seen
_LONG = ("memory_does_not_grow_with_the_number_of_people", "each_line_is_answered_before_the_next_is_asked")
_LEFT_OUT = [f"{TESTS_FOLDER}/test_command_line.py::test_{name}" for name in (*_LONG, "the_module_runs_as_a_program")]
_NEEDLESS = ("cacheprovider", "logging", "faulthandler", "unraisableexception", "threadexception", "warnings")
CASES = f"{TESTS_FOLDER}/cases"
ASKED_APART = f"{TESTS_FOLDER}/test_cases.py::test_the_case_is_answered_as_written"
OPTIONS = [
    "-q",
    "-s",
    "-x",
    "--assert=plain",
    *(f"--deselect={each}" for each in _LEFT_OUT),
    *(f"-pno:{name}" for name in _NEEDLESS),
]
# with a change a test may take so many times as long and so many seconds more, of the processor's time; all of them, so many
TIMES, MORE, AT_MOST, AT_MOST_ANEW = 10, 2, 600, 100
# what is read from the law's files
READ_ONCE = ("parameters", "english_questions", "_changes")


class Planted:
    """In place of pytest's own loop over the tests: every planted change, on the tests that reach it."""

    def __init__(self, names: list[str], tell: Callable[[str, str], None]) -> None:
        self.names, self.tell = names, tell
        self.on_import: set[str] = set()
        self.on_reading: set[str] = set()
        self.seconds: dict[str, float] = {}
        self.callers: dict[str, set[str]] = defaultdict(set)
        self.killers: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=40))
        self.cases = Cases()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[None]:
        """What is called while everything is imported."""
        with _noting(self.on_import):
            return (yield)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Asks about each planted change and tells what became of it."""
        items = {item.nodeid: item for item in session.items}
        with _noting(self.on_reading):
            _read_law_anew()
        self.cases.read()
        gc.freeze()
        self._run_without_a_change(items)
        if self._noticed_by(f"{min(self.on_reading)}__mutmut_none", items):
            raise pytest.UsageError("a change that is none was noticed")
        for name in self.names:
            killer = self._noticed_by(name, items)
            function = name.rpartition("__mutmut_")[0]
            self.tell(NOTICED if killer else ANEW if function in self.on_import else STAYS, name)
        return True

    def _run_without_a_change(self, items: dict[str, pytest.Item]) -> None:
        def run() -> dict[str, Any]:
            told = {}
            for name, item in items.items():
                _forget(but=READ_ONCE)
                used: set[str] = set()
                began = time.process_time()
                with _noting(used):
                    passed = _passes(item)
                assert passed, f"{name} fails without a planted change"
                told[name] = time.process_time() - began, sorted(used)
            return told

        told, status = _apart(lambda tell: tell(json.dumps(run())))
        if status:
            raise pytest.UsageError("the tests fail without a planted change")
        for name, (seconds, used) in json.loads(told).items():
            self.seconds[name] = seconds
            for function in used:
                self.callers[function].add(name)

    def _noticed_by(self, name: str, items: dict[str, pytest.Item]) -> str | None:
        """The first test that notices; those that noticed a change of the same module are asked before others."""
        function = name.rpartition("__mutmut_")[0]
        killers = self.killers[function.rpartition(".")[0]]
        callers = self.callers[function]
        first = self._in_order(callers, killers)
        then = self._in_order(set(items) - callers, killers) if function in self.on_reading else []

        def run(tell: Callable[[str], None]) -> None:
            os.environ["MUTANT_UNDER_TEST"] = name
            _forget(READ_ONCE)
            self.cases.ask(function, [each for each in killers if each in self.cases.ready], tell)
            for tests, but in ((first, READ_ONCE), (then, ())):
                _forget(but)
                for each in tests:
                    tell(f"{each}\n")
                    signal.setitimer(signal.ITIMER_PROF, TIMES * self.seconds[each] + MORE)
                    assert _passes(items[each])

        told, status = _apart(run)
        if not status:
            return None
        killer = told.splitlines()[-1]
        if killer in killers:
            killers.remove(killer)
        killers.appendleft(killer)
        return killer

    def _in_order(self, tests: set[str], killers: deque[str]) -> list[str]:
        before = [each for each in killers if each in tests]
        return [*before, *sorted(tests.difference(before), key=self.seconds.__getitem__)]


class Cases:
    """The case files, read; asked directly, for they notice most."""

    def __init__(self) -> None:
        self.ready: dict[str, dict[str, Any]] = {}
        self.read_by: set[str] = set()
        self.asked_by: set[str] = set()

    def read(self) -> None:
        """Every case with its facts read, and which functions read and which ask them."""
        from rehab.remisi_rules.cases import case_files, differences, read_case

        with _noting(self.read_by):
            for path in case_files([Path(CASES)]):
                self.ready[str(path)] = _prepared(read_case(path))
        with _noting(self.asked_by):
            assert not any(differences(case) for case in self.ready.values()), "a case fails without a planted change"

    def ask(self, function: str, first: list[str], tell: Callable[[str], None]) -> None:
        """Ask all of them, read anew where the function reads; AssertionError where one notices."""
        from rehab.remisi_rules.cases import differences, read_case

        if function not in self.read_by | self.asked_by:
            return
        for each in dict.fromkeys([*first, *self.ready]):
            tell(f"{each}\n")
            signal.setitimer(signal.ITIMER_PROF, MORE)
            assert not differences(read_case(Path(each)) if function in self.read_by else self.ready[each])


def _prepared(case: dict[str, Any]) -> dict[str, Any]:
    from rehab.remisi_rules.errors import RefusedQuestion
    from rehab.remisi_rules.facts import Facts
    from rehab.remisi_rules.profile import completed

    try:
        return {**case, "facts": Facts.from_json(completed(case["facts"], case["kind"], case["on"]))}
    except RefusedQuestion:
        return case


@contextmanager
def _noting(used: set[str]) -> Iterator[None]:
    """Notes the functions called in which a change may be planted, where mutmut asks which change is."""

    def note() -> str:
        planted = sys._getframe(1).f_locals["mutants_dict"]["_mutmut_orig"]
        used.add(f"{planted.__module__}.{planted.__name__.removesuffix('__mutmut_orig')}")
        return ""

    asked, trampoline.get_mutant_under_test = trampoline.get_mutant_under_test, note
    try:
        yield
    finally:
        trampoline.get_mutant_under_test = asked


def _forget(but: tuple[str, ...]) -> None:
    """Empties the law's memories."""
    for name, module in list(sys.modules.items()):
        if name.startswith("rehab.remisi_rules"):
            for key, held in list(vars(module).items()):
                if hasattr(held, "cache_clear") and key not in but:
                    held.cache_clear()


def _read_law_anew() -> None:
    # the law is imported here and below, while it is noted what that calls
    from rehab.remisi_rules import law, parameters

    _forget(but=())
    law._changes()
    parameters.english_questions()


def _passes(item: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _apart(run: Callable[[Callable[[str], None]], Any], at_most: int = AT_MOST) -> tuple[str, int]:
    """What is told in a process of its own, and how that ended: 0 where well."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (at_most, at_most))
            with os.fdopen(writing, "w", buffering=1) as told:
                run(told.write)
            os._exit(0)
        except BaseException:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as told:
        answer = told.read()
    return answer, os.waitpid(child, 0)[1]


def _asked_anew(names: list[str], tell: Callable[[str, str], None]) -> None:
    def run(name: str) -> None:
        os.environ["MUTANT_UNDER_TEST"] = name
        assert pytest.main([*TESTS, *OPTIONS]) == 0

    for name in names:
        _, status = _apart(lambda _tell, name=name: run(name), AT_MOST_ANEW)
        tell(NOTICED if status else STAYS, name)


def main(arguments: list[str]) -> int:
    """Names on standard input, one a line; on standard output what became of each."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    names = sys.stdin.read().split()
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115

    def tell(outcome: str, name: str) -> None:
        print(outcome, name, file=out, flush=True)

    if arguments:
        _asked_anew(names, tell)
        return 0
    return int(pytest.main([*TESTS, *OPTIONS, f"--deselect={ASKED_APART}"], plugins=[Planted(names, tell)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
