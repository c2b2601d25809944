"""Encryption at rest: short values with a keyed blind index, and whole files for backups."""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
VALUE_VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12
TAG_BYTES = 16

FILE_MAGIC = b"BINAENC1"
SALT_BYTES = 32
FILE_CHUNK = 1024 * 1024


class CryptoError(Exception):
    """The text or file cannot be read; the message says why and holds no secret."""


class BadKey(CryptoError):
    """A key that is not 32 bytes in base64."""


class WrongKey(CryptoError):
    """What was encrypted needs a key that is not among those given."""


class Damaged(CryptoError):
    """The bytes were changed, cut short, or belong to another place."""


def new_key() -> str:
    """Return 32 random bytes in base64, ready to stand in a setting."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def read_key(text: str, *, name: str = "key") -> bytes:
    """Read one base64 key; raises BadKey, naming the setting and never its value."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadKey(f"{name} must be {KEY_BYTES} random bytes in base64.") from error
    if len(key) != KEY_BYTES:
        raise BadKey(f"{name} must be {KEY_BYTES} random bytes in base64; it holds {len(key)} bytes.")
    return key


def key_id(key: bytes) -> bytes:
    """Return the 4 bytes by which a ciphertext names its key; they tell nothing of the key."""
    return hmac.new(key, b"bina key id", hashlib.sha256).digest()[:KEY_ID_BYTES]


def normalise(text: str) -> str:
    """Fold the spellings of one number or code: NFKC, letters and digits only, lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())


class Cipher:
    """AES-256-GCM for short values, and a keyed index for finding them again.

    `key` may hold several base64 keys parted by commas: the first encrypts, all of them decrypt, so a key
    is changed by putting the new one in front, re-encrypting, and taking the old one away.
    `index_key` is one base64 key of its own: whoever holds the index alone cannot read or guess a value.

    Token: version (1 byte), key id (4), nonce (12, random), ciphertext with tag (text + 16).
    """

    def __init__(self, key: str, index_key: str) -> None:
        keys = [read_key(part, name="NIK_KEY") for part in key.split(",")]
        self._index_key = read_key(index_key, name="NIK_INDEX_KEY")
        if self._index_key in keys:
            raise BadKey("NIK_INDEX_KEY must differ from NIK_KEY.")
        self._active = key_id(keys[0])
        self._boxes = {key_id(each): AESGCM(each) for each in keys}

    def encrypt(self, plain: str | bytes, *, context: str = "") -> bytes:
        """Encrypt a value for one place.

        `context` (for instance "wbp.nik:12") is authenticated and not stored: a token copied to another
        place does not open there.
        """
        body = plain.encode("utf-8") if isinstance(plain, str) else plain
        head = VALUE_VERSION + self._active
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._boxes[self._active].encrypt(nonce, body, head + context.encode("utf-8"))
        return head + nonce + sealed

    def decrypt_bytes(self, token: bytes, *, context: str = "") -> bytes:
        """Return the bytes that `encrypt` was given; raises WrongKey or Damaged."""
        head_size = len(VALUE_VERSION) + KEY_ID_BYTES
        if len(token) < head_size + NONCE_BYTES + TAG_BYTES or token[:1] != VALUE_VERSION:
            raise Damaged("The stored value is not an encrypted one.")
        head, nonce, sealed = token[:head_size], token[head_size : head_size + NONCE_BYTES], token[head_size + NONCE_BYTES :]
        box = self._boxes.get(head[1:])
        if box is None:
            raise WrongKey("The stored value was encrypted with a key that is not in NIK_KEY.")
        try:
            return box.decrypt(nonce, sealed, head + context.encode("utf-8"))
        except InvalidTag as error:
            raise Damaged("The stored value was changed or moved.") from error

    def decrypt(self, token: bytes, *, context: str = "") -> str:
        """Return the text that `encrypt` was given; raises WrongKey or Damaged."""
        return self.decrypt_bytes(token, context=context).decode("utf-8")

    @property
    def head(self) -> bytes:
        """The first bytes of every token made with the present key."""
        return VALUE_VERSION + self._active

    def needs_renewal(self, token: bytes) -> bool:
        """True where the token was made with an older key than the first one of NIK_KEY."""
        return token[1 : 1 + KEY_ID_BYTES] != self._active

    def blind_index(self, text: str) -> str:
        """Return 64 hex digits that are equal for equal numbers, whatever their spacing, and tell nothing else."""
        return hmac.new(self._index_key, normalise(text).encode("utf-8"), hashlib.sha256).hexdigest()


def _file_box(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"bina file").derive(key))


def _file_nonce(number: int, *, last: bool) -> bytes:
    """Number each chunk and mark the last one, so that chunks cannot be cut off, swapped or repeated."""
    return struct.pack(">IQ", int(last), number)


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield every chunk with whether it is the last; an empty file is one empty last chunk."""
    chunk = source.read(size)
    while True:
        following = source.read(size)
        yield chunk, not following
        if not following:
            return
        chunk = following


def encrypt_file(source: BinaryIO, target: BinaryIO, *, key: bytes) -> None:
    """Encrypt a stream of any length in chunks of 1 MiB; memory stays at a few chunks.

    `source` must answer `read(n)` with n bytes until its end, as ordinary files do.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    header = FILE_MAGIC + key_id(key) + salt
    box = _file_box(key, salt)
    target.write(header)
    for number, (chunk, last) in enumerate(_chunks(source, FILE_CHUNK)):
        target.write(box.encrypt(_file_nonce(number, last=last), chunk, header))


def decrypt_file(source: BinaryIO, target: BinaryIO, *, key: bytes) -> None:
    """Undo `encrypt_file`.

    Raises WrongKey where the file names another key, Damaged where it is not such a file, was changed or is
    cut short. Bytes written before the fault was found must be thrown away by the caller.
    """
    header = source.read(len(FILE_MAGIC) + KEY_ID_BYTES + SALT_BYTES)
    if len(header) != len(FILE_MAGIC) + KEY_ID_BYTES + SALT_BYTES or not header.startswith(FILE_MAGIC):
        raise Damaged("This is not an encrypted Bina file.")
    named = header[len(FILE_MAGIC) : len(FILE_MAGIC) + KEY_ID_BYTES]
    if not hmac.compare_digest(named, key_id(key)):
        raise WrongKey("This file was encrypted with another key.")
    box = _file_box(key, header[-SALT_BYTES:])
    for number, (chunk, last) in enumerate(_chunks(source, FILE_CHUNK + TAG_BYTES)):
        try:
            target.write(box.decrypt(_file_nonce(number, last=last), chunk, header))
        except InvalidTag as error:
            raise Damaged("This file was changed or is cut short.") from error
