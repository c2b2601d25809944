"""Settings from the environment; keys are made into the instance folder only for the default setting."""

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env, EnvError

ROOT = Path(__file__).resolve().parent.parent
KEY_NAMES = ("SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY", "BACKUP_KEY")


class SettingError(Exception):
    """A setting is missing or wrong; the message is one sentence that names it."""


@dataclass(frozen=True)
class Settings:
    """Everything the application reads from its surroundings, read once."""

    database_url: str
    keys: dict[str, str]
    instance: Path
    demo: bool
    public_url: str
    port: int
    idle_minutes: int
    session_hours: int
    argon_memory_kib: int
    trusted_proxies: int = 0

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """The names under which requests are taken: the public one, and this machine's own for its health check."""
        public = urlsplit(self.public_url).hostname or ""
        return sorted({public, "127.0.0.1", "localhost", "[::1]"})


def read_settings(environ: dict[str, str] | None = None) -> Settings:
    """Read and check every setting.

    Raises SettingError, naming the setting, where one is missing or malformed.
    """
    if environ is not None:
        os.environ.update(environ)
    env = Env()
    try:
        instance = Path(env.str("BINA_INSTANCE", str(ROOT / "instance")))
        demo = env.bool("BINA_DEMO", False)
        given = env.str("DATABASE_URL", "")
        file_name = "demo.db" if demo else "bina.db"
        default = f"sqlite:///{instance / file_name}"
        settings = Settings(
            database_url=_database_url(given or default),
            keys=_keys(env, instance, may_make=not given),
            instance=instance,
            demo=demo,
            public_url=_public_url(env.str("PUBLIC_URL", "http://127.0.0.1:8000")),
            port=env.int("PORT", 8000),
            idle_minutes=env.int("IDLE_MINUTES", 15),
            session_hours=env.int("SESSION_HOURS", 10),
            argon_memory_kib=env.int("ARGON_MEMORY_KIB", 65536),
            trusted_proxies=env.int("TRUSTED_PROXIES", 0),
        )
    except EnvError as error:
        raise SettingError(str(error)) from error
    return settings


def _public_url(url: str) -> str:
    """Plain http is for this machine alone: everywhere else cookies need TLS."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingError("PUBLIC_URL must begin with https:// (http:// on this machine alone).")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SettingError("PUBLIC_URL must begin with https:// unless it names this machine.")
    return url


def _database_url(url: str) -> str:
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url[len(short) :]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {url.split(':')[0]!r}.")
    return url


def _keys(env: Env, instance: Path, *, may_make: bool) -> dict[str, str]:
    keys: dict[str, str] = {}
    for name in KEY_NAMES:
        value = env.str(name, "")
        if not value and may_make:
            value = _kept_key(instance / name.lower())
        if not value and name != "BACKUP_KEY":
            raise SettingError(f"{name} must be set where DATABASE_URL is set (32 random bytes in base64).")
        if value and name != "SECRET_KEY":
            # While a key is being changed NIK_KEY holds two: the new one, a comma, the old one.
            for part in value.split(",") if name == "NIK_KEY" else [value]:
                _check_key(name, part.strip())
        keys[name] = value
    if keys["NIK_INDEX_KEY"] in [part.strip() for part in keys["NIK_KEY"].split(",")]:
        raise SettingError("NIK_INDEX_KEY must differ from NIK_KEY.")
    if len(keys["SECRET_KEY"]) < 32:
        raise SettingError("SECRET_KEY must have at least 32 characters.")
    return keys


def _check_key(name: str, value: str) -> None:
    try:
        size = len(base64.b64decode(value, validate=True))
    except ValueError as error:
        raise SettingError(f"{name} is not base64.") from error
    if size != 32:
        raise SettingError(f"{name} must be 32 bytes in base64, not {size}.")


def _kept_key(path: Path) -> str:
    """Read the key kept in the instance folder, or make it with mode 0600 on the first start."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()
