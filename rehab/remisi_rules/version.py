"""Which law and engine gave a verdict: a hash over both."""

from functools import cache
from hashlib import sha256
from pathlib import Path

_ROOT = Path(__file__).parent


@cache
def rules_version() -> str:
    """SHA-256 in hex over every source and data file of the engine; any change of either gives another."""
    digest = sha256()
    for path in sorted(path for path in _ROOT.rglob("*") if path.suffix in {".py", ".yaml"}):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        name = path.relative_to(_ROOT).as_posix()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()
