"""The start of Bina: what a person is told when something is missing, and what a second start leaves alone."""

import ast
import re
import signal
import socket
import subprocess
import sys
import textwrap

import pytest

from rehab.config import ROOT

DEPLOY = ROOT / "deploy"
sys.path.insert(0, str(DEPLOY))

import preparing  # noqa: E402
import running  # noqa: E402
import start  # noqa: E402
from preparing import Stop  # noqa: E402


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A project folder of its own, so that no test touches the real .venv."""
    monkeypatch.setattr(preparing, "ROOT", tmp_path)
    monkeypatch.setattr(preparing, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(preparing, "STAMPS", tmp_path / ".venv" / "stamps")
    return tmp_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(**changes: str) -> dict[str, str]:
    return {"HOST": "127.0.0.1", "PORT": str(free_port())} | changes


def test_an_older_python_reads_the_file_and_is_told_what_is_needed():
    source = (DEPLOY / "start.py").read_text()
    ast.parse(source, feature_version=(3, 7))
    old = f"import sys; sys.version_info = (3, 9, 2, 'final', 0); exec(compile({source!r}, 'start.py', 'exec'))"
    told = subprocess.run([sys.executable, "-c", old], capture_output=True, text=True)
    assert (told.returncode, told.stderr.strip()) == (1, "Bina needs Python 3.11 or newer; this one is 3.9.")


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_named_with_the_package_to_install(monkeypatch, elsewhere, missing):
    real = preparing.importlib.util.find_spec
    monkeypatch.setattr(preparing.importlib.util, "find_spec", lambda name: None if name == missing else real(name))
    with pytest.raises(Stop, match=r"apt install python3\.\d+-venv"):
        preparing.make_venv()


def test_a_port_in_use_is_one_sentence_that_offers_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Stop, match=f"port {port} cannot be used.*PORT=8001"):
            running.check_before_start(environment(PORT=str(port)))
    running.check_before_start(environment(PORT=str(port)))


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(Stop, match="PORT must be a number"):
        running.check_before_start(environment(PORT=port))


@pytest.mark.parametrize("url", ["mysql://a/b", "instance/bina.db", "sqlite", "http://x"])
def test_a_database_url_of_another_kind_is_refused(url):
    with pytest.raises(Stop, match="DATABASE_URL must begin with"):
        running.check_before_start(environment(DATABASE_URL=url))


def test_a_database_url_into_a_missing_folder_is_refused():
    with pytest.raises(Stop, match="no folder that can be written"):
        running.check_before_start(environment(DATABASE_URL="sqlite:////no/such/folder/x.db"))


def test_a_password_in_a_refused_database_url_is_not_repeated():
    with pytest.raises(Stop) as told:
        running.check_before_start(environment(DATABASE_URL="mysql://bina:rahasia@db/x"))
    assert "rahasia" not in str(told.value)


def test_the_real_start_refuses_the_demonstration(monkeypatch):
    monkeypatch.setenv("BINA_DEMO", "1")
    with pytest.raises(Stop, match="make run"):
        running.real_environment()


def test_the_demonstration_listens_on_loopback_alone(monkeypatch):
    monkeypatch.setenv("HOST", "0.0.0.0")
    assert running.demo_environment()["HOST"] == "127.0.0.1"


def test_the_front_end_is_built_once_and_again_after_a_change(monkeypatch, elsewhere):
    ran = []
    monkeypatch.setattr(preparing, "npm", lambda words, _failure: ran.append(words[0]) or products())

    def products():
        (elsewhere / "node_modules").mkdir(exist_ok=True)
        (elsewhere / "static/dist").mkdir(parents=True, exist_ok=True)
        (elsewhere / "static/dist/manifest.json").write_text("{}")

    (elsewhere / "static/src").mkdir(parents=True)
    (elsewhere / "package.json").write_text("{}")
    style = elsewhere / "static/src/app.scss"
    style.write_text("a{}")
    preparing.assets()
    preparing.assets()
    assert ran == ["ci", "run"]
    style.write_text("b{}")
    preparing.assets()
    assert ran == ["ci", "run", "run"]
    (elsewhere / "static/dist/manifest.json").unlink()
    preparing.assets()
    (elsewhere / "package.json").write_text('{"name": "x"}')
    preparing.assets()
    assert ran == ["ci", "run", "run", "run", "ci", "run"]


def test_a_failed_build_is_tried_again_at_the_next_start(monkeypatch, elsewhere):
    def fails(_words, failure):
        raise Stop(failure)

    monkeypatch.setattr(preparing, "npm", fails)
    for _ in range(2):
        with pytest.raises(Stop, match="could not be installed"):
            preparing.assets()


def test_an_old_node_of_the_machine_is_not_used(monkeypatch):
    monkeypatch.setattr(preparing.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(preparing, "node_version", lambda _node: 18)
    assert not preparing.machine_has_node()
    monkeypatch.setattr(preparing, "node_version", lambda _node: 20)
    assert preparing.machine_has_node()


PAIR = """
import http.server, os, signal, sys, time
sys.path.insert(0, {deploy!r})
import running
# as in a terminal: a shell's background job is started with Ctrl-C ignored
signal.signal(signal.SIGINT, signal.default_int_handler)
web = "import http.server; http.server.HTTPServer(('127.0.0.1', {port}), http.server.SimpleHTTPRequestHandler).serve_forever()"
worker = {worker!r}
pair = {{"the web process": web, "the job worker": worker}}
running.commands = lambda env: {{name: [sys.executable, "-c", code] for name, code in pair.items()}}

def ready(env):
    print("READY", flush=True)

try:
    sys.exit(running.serve({{"PORT": "{port}", "HOST": "127.0.0.1", **os.environ}}, ready=ready))
except running.Stop as stop:
    sys.exit(str(stop))
"""


def pair(worker: str) -> tuple[subprocess.Popen, int]:
    port = free_port()
    script = textwrap.dedent(PAIR).format(deploy=str(DEPLOY), port=port, worker=worker)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return process, port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_both_processes(sent):
    process, port = pair("import time; time.sleep(600)")
    while "READY" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(sent)
    said, _ = process.communicate(timeout=60)
    assert (process.returncode, "Bina stops." in said) == (0, True)
    assert is_free(port)


def test_where_the_worker_dies_the_web_process_is_stopped_and_a_person_is_told():
    process, port = pair("import sys; sys.exit(7)")
    _, told = process.communicate(timeout=60)
    assert "the job worker ended by itself (code 7), so Bina was stopped" in told
    assert is_free(port)


def test_every_target_of_the_makefile_is_a_plain_command():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"help"}
    assert targets <= set(start.COMMANDS)
    assert {"run", "serve", "test", "check", "demo", "bench", "trust", "lock", "assets", "journeys"} <= targets


def test_no_lock_names_a_package_index():
    named = re.compile(r"^\s*(--(extra-)?index-url|--find-links|-i |-f |registry\s*=)|\"resolved\": \"http", re.MULTILINE)
    locks = [*ROOT.glob("requirements*"), ROOT / "package-lock.json", ROOT / ".npmrc"]
    assert len(locks) == 8
    assert [lock.name for lock in locks if named.search(lock.read_text())] == []
