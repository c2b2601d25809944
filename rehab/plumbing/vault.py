"""The application's cipher, and the column type that keeps a text encrypted."""

import json
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from rehab.plumbing.crypto import Cipher


def install(app: Flask, *, key: str, index_key: str) -> None:
    """Open the vault with the keys of the settings."""
    app.extensions["vault"] = Cipher(key, index_key)


def vault() -> Cipher:
    """The cipher of the running application."""
    cipher: Cipher = current_app.extensions["vault"]
    return cipher


def sealed(value: Any, context: str) -> bytes:
    """JSON, encrypted for one place."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    return vault().encrypt(text, context=context)


def opened(token: bytes, context: str) -> Any:
    """What `sealed` was given."""
    return json.loads(vault().decrypt_bytes(bytes(token), context=context))


class EncryptedText(TypeDecorator[str]):
    """A text that stands encrypted in the database; it cannot be searched, only its blind index can."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else vault().encrypt(value, context=self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else vault().decrypt(bytes(value), context=self.context)
