"""Sealed files: what is too private to lie on a disk in the clear, such as a recording.

A file is a row of chunks, each encrypted with AES-256-GCM (NIST SP 800-38D) under a key that is this file's alone. A chunk's
number is its nonce and, with whether it is the last one, its associated data: so no chunk can be changed, left out, doubled or
moved, and a file that was cut off is told from one that is whole. Each chunk is written at once, so a crash loses only what was
not sealed yet.

    file:   MAGIC chunk*
    chunk:  length of what follows (4 bytes), 1 if it is the last one else 0 (1 byte), ciphertext and tag

File keys are kept wrapped by a key that is derived from a secret of the installation: without the row that holds it, a file is
noise.
"""

import contextlib
import hashlib
import os
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from customer_care.errors import ReassureError

MAGIC = b"reassure sealed 1\n"
CHUNK = struct.Struct("!IB")
NUMBER = struct.Struct("!4xQ")  # a nonce of 12 bytes; a key is used for one file, so counting is enough
LARGEST_CHUNK = 1 << 24
KEY_BYTES = 32
NONCE_BYTES = 12
PURPOSE = b"reassure: keys of sealed files"


class SealBroken(ReassureError):
    """The file was changed, cut off, or is not the one that this key belongs to."""

    code: ClassVar[str] = "seal_broken"


def new_key() -> bytes:
    """A key for one file, never used for another."""
    return secrets.token_bytes(KEY_BYTES)


def wrap(key: bytes, secret: str, name: str) -> bytes:
    """The file key as it is kept: encrypted by a key from `secret`, and good for the file of this name only."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _wrapping(secret).encrypt(nonce, key, name.encode())


def unwrap(wrapped: bytes, secret: str, name: str) -> bytes:
    """The file key. Raises SealBroken when secret or name are not those with which it was wrapped."""
    try:
        return _wrapping(secret).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.encode())
    except InvalidTag as wrong:
        raise SealBroken from wrong


class SealedFile:
    """A new file that is being written. `size` is in bytes and `sha256` in hex, of what is on the disk so far.

    Raises FileExistsError: a key is never used twice, so nothing is ever written over.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._number = 0
        self._digest = hashlib.sha256()
        self.size = 0
        # Unbuffered: what was sealed is with the operating system when `seal` returns.
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)
        self._write(MAGIC)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def seal(self, plain: bytes) -> None:
        """Adds a chunk. Raises OSError when the disk does not take it."""
        self._add(plain, last=False)

    def finish(self) -> None:
        """Says that this is all, and waits until the disk has it. Raises OSError."""
        self._add(b"", last=True)
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Leaves the file cut off, and readable up to its last whole chunk."""
        with contextlib.suppress(OSError):  # a disk that takes nothing any more may not give back either
            self._file.truncate(self.size)
        self._file.close()

    def _add(self, plain: bytes, last: bool) -> None:
        sealed = self._cipher.encrypt(NUMBER.pack(self._number), plain, _bound_to(self._number, last))
        self._number += 1
        self._write(CHUNK.pack(len(sealed), last) + sealed)

    def _write(self, raw: bytes) -> None:
        left = memoryview(raw)
        while left:
            left = left[self._file.write(left) :]
        self._digest.update(raw)
        self.size += len(raw)


def chunks(path: Path, key: bytes, demand_whole: bool = True) -> Iterator[bytes]:
    """What was sealed, chunk by chunk, each checked before it is given out.

    Raises SealBroken where something was changed, and at the end of a file that was cut off unless `demand_whole` is False.
    """
    cipher = AESGCM(key)
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise SealBroken("not a sealed file")
        number = 0
        while (head := file.read(CHUNK.size)) and len(head) == CHUNK.size:
            length, last = CHUNK.unpack(head)
            sealed = file.read(length) if length <= LARGEST_CHUNK else b""
            if len(sealed) < length:
                break
            yield _opened(cipher, number, bool(last), sealed)
            if last:
                _demand(not file.read(1), "something follows the end")
                return
            number += 1
    _demand(not demand_whole, "cut off")


def digest(path: Path) -> str:
    """SHA-256 of a file as it lies on the disk, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _opened(cipher: AESGCM, number: int, last: bool, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(NUMBER.pack(number), sealed, _bound_to(number, last))
    except InvalidTag as wrong:
        raise SealBroken(f"chunk {number}") from wrong


def _bound_to(number: int, last: bool) -> bytes:
    return MAGIC + struct.pack("!QB", number, last)


def _demand(true: bool, otherwise: str) -> None:
    if not true:
        raise SealBroken(otherwise)


def _wrapping(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=None, info=PURPOSE).derive(secret.encode()))
