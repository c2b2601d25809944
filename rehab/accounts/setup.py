"""What a phone needs to become a second factor: a secret, its picture, and the same in letters."""

import segno
from flask_security.proxies import _security
from markupsafe import Markup


def new_secret() -> str:
    """A fresh secret of an authenticator, already encrypted."""
    return str(_security.totp_factory.generate_totp_secret())


def setup_key(secret: str) -> str:
    """The secret in groups of letters, to be typed where there is no camera."""
    return str(_security.totp_factory.get_totp_pretty_key(secret))


def setup_picture(username: str, secret: str) -> Markup:
    """The QR picture as SVG without style attributes."""
    code = segno.make(_security.totp_factory.get_totp_uri(username, secret), error="m")
    # The picture is drawn here from our own text; nothing of it comes from a reader.
    return Markup(code.svg_inline(omitsize=True, border=4))  # noqa: S704
