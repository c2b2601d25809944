"""Secrets that are shown once: sealed in the reader's own session between the answer to a form and the next page."""

from flask import session

from rehab.plumbing.vault import vault

CONTEXT = "shown-once"


def keep_once(name: str, value: str) -> None:
    """Seal a text for the next page that asks for it under this name."""
    session[f"once:{name}"] = vault().encrypt(value, context=CONTEXT).hex()


def take_once(name: str) -> str | None:
    """The text kept under this name; it is gone afterwards."""
    sealed = session.pop(f"once:{name}", None)
    return vault().decrypt(bytes.fromhex(sealed), context=CONTEXT) if sealed else None
