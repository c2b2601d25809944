"""Starting the web process and the job worker together, and telling a person where and who."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

from preparing import ROOT, Stop, python

SCHEMES = ("sqlite", "postgres", "postgresql", "postgresql+psycopg")
START_SECONDS = 60
STOP_SECONDS = 20

CODES = """
import json, sys
from passlib.totp import TOTP
print(json.dumps([TOTP(key=secret).generate().token if secret else "" for secret in json.load(sys.stdin)]))
"""


def demo_environment() -> dict[str, str]:
    """The environment of the demonstration: its own file, loopback only."""
    env = dict(os.environ, BINA_DEMO="1", FLASK_APP="wsgi")
    env.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port_of(env)}")
    env["HOST"] = "127.0.0.1"
    env.setdefault("WEB_WORKERS", "1")
    return env


def real_environment() -> dict[str, str]:
    """The environment of the real start."""
    if os.environ.get("BINA_DEMO", "").lower() in ("1", "true", "yes", "on"):
        raise Stop("`serve` never opens the demonstration: unset BINA_DEMO, or use `make run`.")
    env = dict(os.environ, FLASK_APP="wsgi")
    env.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port_of(env)}")
    env.setdefault("HOST", "127.0.0.1")
    return env


def port_of(env: dict[str, str]) -> int:
    """Return PORT (8000 by default); raise Stop where it is no port."""
    text = env.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Stop(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_before_start(env: dict[str, str]) -> None:
    """Find what would stop the start before anything is installed: the port, and the shape of DATABASE_URL."""
    port = port_of(env)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((env["HOST"], port))
        except OSError as error:
            raise Stop(
                f"port {port} cannot be used ({error.strerror}): stop the program that uses it, or choose another with PORT=8001."
            ) from error
    url = env.get("DATABASE_URL", "")
    scheme = url.split(":", 1)[0]
    if url and (scheme not in SCHEMES or "://" not in url):
        raise Stop(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {scheme!r}.")
    if scheme == "sqlite":
        folder = Path(urllib.parse.unquote(url.removeprefix("sqlite:///")) or "/").resolve().parent
        if not (folder.is_dir() and os.access(folder, os.W_OK)):
            raise Stop(f"DATABASE_URL names a file in {folder}, which is no folder that can be written.")


def make_ready(env: dict[str, str], mode: str = "") -> None:
    """Settings, schema and, for the demonstration, its people; what is wrong is one sentence."""
    command = [str(python()), str(ROOT / "deploy" / "ready.py"), *([mode] if mode else [])]
    made = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        said = made.stderr.strip().splitlines() or ["the database could not be made ready"]
        if "Traceback (most recent call last):" in made.stderr:
            print(made.stderr[-4000:], file=sys.stderr)
        raise Stop(said[-1])


def must(code: int, sentence: str) -> None:
    """Stop with a sentence where a command failed."""
    if code != 0:
        raise Stop(sentence)


def commands(env: dict[str, str]) -> dict[str, list[str]]:
    """The two processes of a running Bina."""
    web = [
        str(python()), "-m", "gunicorn", "wsgi:app", "--worker-class", "gthread",
        "--workers", env.get("WEB_WORKERS", "2"), "--threads", env.get("WEB_THREADS", "8"),
        "--bind", f"{env['HOST']}:{port_of(env)}", "--timeout", "60", "--graceful-timeout", "15",
        "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    return {"the web process": web, "the job worker": [str(python()), "-m", "flask", "worker"]}


def serve(env: dict[str, str], *, ready: Callable[[dict[str, str]], None]) -> int:
    """Run web process and worker until Ctrl-C; where one ends, the other is stopped and 1 is returned."""
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _interrupt)
    processes = {
        name: subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True, stdin=subprocess.DEVNULL)
        for name, command in commands(env).items()
    }
    try:
        if _answers(env, processes):
            ready(env)
        name, code = _first_ended(processes)
    except KeyboardInterrupt:
        print("\nBina stops.", flush=True)
        return 0
    finally:
        _stop(processes)
    raise Stop(f"{name} ended by itself (code {code}), so Bina was stopped; the reason stands above.")


def _interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _first_ended(processes: "dict[str, subprocess.Popen[bytes]]") -> tuple[str, int]:
    """Wait until one of the processes ends; return its name and exit code."""
    while True:
        for name, each in processes.items():
            code = each.poll()
            if code is not None:
                return name, code
        time.sleep(0.3)


def _answers(env: dict[str, str], processes: "dict[str, subprocess.Popen[bytes]]") -> bool:
    """Wait until the web process answers; False where one of the processes ended before."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and all(each.poll() is None for each in processes.values()):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port_of(env)}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.2)
        else:
            return True
    if all(each.poll() is None for each in processes.values()):
        raise Stop(f"the web process did not answer within {START_SECONDS} s, so Bina was stopped.")
    return False


def _stop(processes: "dict[str, subprocess.Popen[bytes]]") -> None:
    """Ask both to end what they do, and end them where they do not."""
    for each in processes.values():
        if each.poll() is None:
            each.send_signal(signal.SIGINT if "worker" in each.args else signal.SIGTERM)
    until = time.monotonic() + STOP_SECONDS
    for each in processes.values():
        try:
            each.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(each.pid, signal.SIGKILL)
            each.wait()


def print_first_steps(env: dict[str, str]) -> None:
    """Say where the real start answers and how the first people get in."""
    print(f"\nBina answers on http://{env['HOST']}:{port_of(env)} (stop with Ctrl-C).")
    print("Where nobody can sign in yet, in another terminal in this folder:")
    print("  .venv/bin/flask facility add CODE NAME --zone WIB")
    print("  .venv/bin/flask user add NAME --role admin --facility CODE\n", flush=True)


def print_logins(env: dict[str, str]) -> None:
    """Say where the demonstration answers, with one login for each role and the present codes."""
    print(f"\nBina (CONTOH: invented people) answers on http://127.0.0.1:{port_of(env)} (stop with Ctrl-C).\n")
    path = Path(env.get("BINA_INSTANCE", ROOT / "instance")) / "demo-logins.json"
    try:
        logins = json.loads(path.read_text())
    except (OSError, ValueError):
        print(f"No logins stand in {path}; `make demo` makes them again.", flush=True)
        return
    codes = _codes([login.get("totp_secret") or "" for login in logins])
    shown: dict[str, tuple[str, ...]] = {}
    for login, code in zip(logins, codes, strict=True):
        place = login.get("facility") or login.get("partner") or "-"
        shown.setdefault(
            login["role"], (login["role"], login["username"], login["password"], str(place), login.get("totp_secret") or "", code)
        )
    rows = [("role", "username", "password", "place", "TOTP secret", "code now"), *shown.values()]
    widths = [max(len(row[place]) for row in rows) for place in range(6)]
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(f"\nAll logins: {path}. A code changes every 30 seconds: `make codes` prints the present ones.\n", flush=True)


def _codes(secrets: list[str]) -> list[str]:
    """Return the present code of each secret, empty where there is none."""
    made = subprocess.run([python(), "-c", CODES], input=json.dumps(secrets), capture_output=True, text=True, check=False)
    return json.loads(made.stdout) if made.returncode == 0 else [""] * len(secrets)
