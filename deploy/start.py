#!/usr/bin/env python3
"""Every command of the Makefile, with nothing but Python 3.11: prepare what is missing, then do it.

python3 deploy/start.py run        the demonstration, filled with invented people, on http://127.0.0.1:8000
python3 deploy/start.py serve      the real start: empty, never filled
python3 deploy/start.py test       the tests, on SQLite and on PostgreSQL (further arguments go to pytest)
python3 deploy/start.py check      lint, types, import contracts, templates
python3 deploy/start.py --help     all of them
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the older Python is exactly who must read this
    sys.exit("Bina needs Python 3.11 or newer; this one is %d.%d." % sys.version_info[:2])  # noqa: UP031

import argparse
import os

import preparing
import running
from preparing import ROOT, Stop, python, tool


def call(*command: str, env: "dict[str, str] | None" = None) -> int:
    """Run a command of the project in its folder and return its exit code."""
    return preparing.call([*command], env=env)


def run(arguments: "list[str]") -> int:
    """Start the demonstration on its own file."""
    env = running.demo_environment()
    running.check_before_start(env)
    preparing.everything()
    os.umask(0o077)
    preparing.say("making the database ready")
    running.make_ready(env, "demo")
    return running.serve(env, ready=running.print_logins)


def serve(arguments: "list[str]") -> int:
    """Start for real: the database of DATABASE_URL, or instance/bina.db; never filled."""
    env = running.real_environment()
    running.check_before_start(env)
    preparing.everything()
    os.umask(0o077)
    preparing.say("making the database ready")
    running.make_ready(env)
    return running.serve(env, ready=running.print_first_steps)


def demo(arguments: "list[str]") -> int:
    """Throw the demonstration away and make it again."""
    env = running.demo_environment()
    preparing.everything()
    os.umask(0o077)
    preparing.say("making the demonstration again")
    running.make_ready(env, "rebuild")
    return 0


def codes(arguments: "list[str]") -> int:
    """Print the demonstration's logins with their present codes."""
    running.print_logins(running.demo_environment())
    return 0


def test(arguments: "list[str]") -> int:
    """Run the tests."""
    preparing.everything(dev=True)
    workers = [] if any(each.startswith(("-n", "-p")) for each in arguments) else ["-n", "2"]
    return call(str(python()), "-m", "pytest", *workers, "-rs", *arguments)


def journeys(arguments: "list[str]") -> int:
    """Run the journeys in a real browser, on the whole demonstration."""
    preparing.everything(dev=True)
    return call(str(python()), "-m", "pytest", "tests/journeys", "-rs", *arguments)


def trust(arguments: "list[str]") -> int:
    """Run the long proofs, find the branches of the law's code no test reaches, count the planted changes tests notice."""
    preparing.everything(dev=True)
    proofs = ["tests/trust", "tests/house/test_list_pages.py"]
    proved = call(str(python()), "-m", "pytest", *proofs, "-rs", "-n", "2", *arguments, env=dict(os.environ, BINA_NIGHTLY="1"))
    return proved or any(call(str(python()), "-m", f"tests.remisi_rules.{each}") for each in ("branches", "mutation"))


def check(arguments: "list[str]") -> int:
    """Run lint, types, import contracts and template lint; all of them, also after one has failed."""
    preparing.everything(dev=True)
    places = [name for name in ("rehab", "tests", "bench", "deploy", "migrations", "wsgi.py") if (ROOT / name).exists()]
    steps = {
        "ruff": [tool("ruff"), "check", *places],
        "ruff format": [tool("ruff"), "format", "--check", *places],
        "types": [*preparing.npm_command(), "run", "--silent", "types"],
        "import contracts": [tool("lint-imports")],
        "templates": [tool("djlint"), "templates", "--lint", "--quiet"],
        "dependencies": [tool("deptry"), "rehab", "--config", "deploy/deptry.toml"],
        "security": [tool("bandit"), "-q", "-c", "pyproject.toml", "-r", "rehab"],
    }
    return preparing.all_of(steps)


def bench(arguments: "list[str]") -> int:
    """Measure; ONLY=import,round names a part."""
    preparing.everything(dev=True)
    return call(str(python()), "-m", "bench", *arguments)


def lock(arguments: "list[str]") -> int:
    """Write the locks again from requirements*.in and package.json."""
    preparing.venv(dev=True)
    compile_lock = [
        tool("uv"),
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--generate-hashes",
        "--python-version",
        "3.11",
        "--no-emit-index-url",
    ]
    for name in ("requirements", "requirements-dev", "requirements-node", "bench/requirements-openfisca"):
        running.must(call(*compile_lock, f"{name}.in", "-o", f"{name}.txt", *arguments), f"{name}.txt could not be written.")
    return preparing.call([*preparing.npm_command(), "install", "--package-lock-only"])


def venv(arguments: "list[str]") -> int:
    """Make .venv from the hashed lock (--dev: with the tools of tests and checks)."""
    preparing.venv(dev="--dev" in arguments)
    return 0


def assets(arguments: "list[str]") -> int:
    """Build static/dist where its sources changed."""
    preparing.venv()
    preparing.assets()
    return 0


def translations(arguments: "list[str]") -> int:
    """Bring the English catalogue up to the texts of the source, compile it, and list what it lacks."""
    preparing.everything(dev=True)
    return preparing.update_catalogue("en")


COMMANDS = {
    each.__name__: each
    for each in (run, serve, demo, codes, test, journeys, trust, check, bench, lock, venv, assets, translations)
}


def main(arguments: "list[str]") -> int:
    """Do one command; what a person must know is one sentence, never a trace."""
    parser = argparse.ArgumentParser(prog="start.py", description="Bina: prepare what is missing, then do it.")
    parser.add_argument(
        "command", choices=COMMANDS, help="; ".join(f"{name}: {each.__doc__.splitlines()[0]}" for name, each in COMMANDS.items())
    )
    chosen, rest = parser.parse_known_args(arguments)
    os.chdir(ROOT)
    try:
        return COMMANDS[chosen.command](rest)
    except Stop as stop:
        print(f"Bina: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
