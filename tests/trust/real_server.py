"""A real Bina: gunicorn with two workers over the database of a test, whose workers may be killed."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from rehab.config import Settings
from tests.house.reading import ROOT
from tests.pages import PageClient

START_WITHIN = 300.0


@dataclass
class RealServer:
    """The server's port and its first process."""

    port: int
    process: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """The process ids of the workers there are now."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(each) for each in children.read_text().split()]

    def kill_worker(self, number: int) -> None:
        """Kill one of the workers as a power cut would; the first process starts another."""
        if alive := self.workers():
            os.kill(alive[number % len(alive)], signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(settings: Settings, port: int) -> dict[str, str]:
    return {
        **os.environ, **settings.keys, "DATABASE_URL": settings.database_url, "BINA_INSTANCE": str(settings.instance),
        "PUBLIC_URL": f"http://127.0.0.1:{port}", "PORT": str(port), "PYTHONPATH": str(ROOT),
    }  # fmt: skip


@contextmanager
def real_server(settings: Settings, *, threads: int = 8) -> Iterator[RealServer]:
    """Serve as `make serve` does, on a port of its own, until the block ends."""
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--worker-class", "gthread", "--workers", "2", "--threads", str(threads),
        "--bind", f"127.0.0.1:{port}", "--timeout", "60", "--graceful-timeout", "3", "--no-control-socket",
        "--log-level", "critical",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, env=_environment(settings, port), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    server = RealServer(port, process)
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(server: RealServer) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if server.process.poll() is not None:
            raise RuntimeError(f"the server ended with {server.process.returncode}")
        try:
            if Caller(server.port, "").ask("GET", "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def cookie_of(app: Flask, username: str) -> str:
    """The cookie of somebody signed in, made over the same database with the same keys."""
    client = PageClient(app).sign_in(username).http
    cookie = client.get_cookie("bina")
    assert cookie is not None
    return f"bina={cookie.value}"


class Caller:
    """One connection of a browser to the real server."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie, self.token = port, cookie, ""
        self._line: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: Any = None, *, wait: bool = True) -> tuple[int, bytes]:
        """Status and body. Raises OSError where the line broke; without `wait` it is cut before the answer is read."""
        line = self._line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self._line = None
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token, "Content-Type": "application/json"}
        try:
            line.request(method, path, None if body is None else json.dumps(body), headers)
            if not wait:
                raise ConnectionAbortedError
            answer = line.getresponse()
            said = answer.status, answer.read()
            if fresh := answer.getheader("Set-Cookie"):
                self.cookie = fresh.split(";")[0]
        except (OSError, http.client.HTTPException) as error:
            line.close()
            raise ConnectionError from error
        self._line = line
        return said

    def sign_in(self) -> "Caller":
        """Fetch what a sending needs: the cookie's session with its token."""
        status, body = self.ask("GET", "/api/classes")
        assert status == 200, body
        self.token = json.loads(body)["csrf"]
        # The server hangs up on a line nobody uses; a browser then opens another by itself.
        if self._line:
            self._line.close()
            self._line = None
        return self
