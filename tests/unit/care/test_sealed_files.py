"""A sealed file gives back what was sealed, and nothing at all that somebody has touched."""

import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from customer_care.sealed_files import CHUNK, MAGIC, SealBroken, SealedFile, chunks, digest, new_key, unwrap, wrap

SAID = [b"good morning", b"", b"the second sentence " * 50, b"goodbye"]


@pytest.fixture
def key() -> bytes:
    return new_key()


@pytest.fixture
def whole(tmp_path: Path, key: bytes) -> Path:
    path = tmp_path / "whole"
    file = SealedFile(path, key)
    for words in SAID:
        file.seal(words)
    file.finish()
    return path


def frames(path: Path) -> list[bytes]:
    """The chunks as they lie on the disk."""
    raw, found, at = path.read_bytes(), [], len(MAGIC)
    while at < len(raw):
        length, _ = CHUNK.unpack_from(raw, at)
        found.append(raw[at : at + CHUNK.size + length])
        at += CHUNK.size + length
    return found


def read(path: Path, key: bytes, demand_whole: bool = True) -> list[bytes]:
    return list(chunks(path, key, demand_whole))


def test_what_was_sealed_is_read_again(whole: Path, key: bytes) -> None:
    assert read(whole, key) == [*SAID, b""]


def test_nothing_of_it_lies_on_the_disk_in_the_clear(whole: Path) -> None:
    assert not any(words in whole.read_bytes() for words in SAID if words)
    assert whole.stat().st_mode & 0o077 == 0


def test_size_and_digest_are_those_of_the_file(tmp_path: Path, key: bytes) -> None:
    import hashlib

    file = SealedFile(tmp_path / "f", key)
    file.seal(b"something")
    file.finish()
    raw = (tmp_path / "f").read_bytes()
    assert (file.size, file.sha256) == (len(raw), hashlib.sha256(raw).hexdigest())


def test_every_single_changed_byte_is_noticed(whole: Path, key: bytes) -> None:
    raw = whole.read_bytes()
    for at in range(0, len(raw), 7):
        whole.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        with pytest.raises(SealBroken):
            read(whole, key)


@pytest.mark.parametrize(
    "arrange",
    [
        lambda f: [f[0], f[2], f[1], *f[3:]],
        lambda f: [f[0], *f[2:]],
        lambda f: [f[0], f[0], *f[1:]],
        lambda f: [*f, f[-1]],
        lambda f: f[:-1],
        lambda f: [],
    ],
    ids=["swapped", "left out", "doubled", "added", "without its end", "emptied"],
)
def test_chunks_cannot_be_arranged_anew(whole: Path, key: bytes, arrange: object) -> None:
    whole.write_bytes(MAGIC + b"".join(arrange(frames(whole))))  # type: ignore[operator]
    with pytest.raises(SealBroken):
        read(whole, key)


def test_an_end_cannot_be_made_out_of_a_chunk_in_the_middle(whole: Path, key: bytes) -> None:
    first = bytearray(frames(whole)[0])
    first[4] = 1
    whole.write_bytes(MAGIC + bytes(first))
    with pytest.raises(SealBroken):
        read(whole, key)


def test_a_file_that_was_cut_off_anywhere_gives_its_whole_chunks_and_no_more(whole: Path, key: bytes) -> None:
    raw = whole.read_bytes()
    for length in range(len(MAGIC), len(raw)):
        whole.write_bytes(raw[:length])
        with pytest.raises(SealBroken):
            read(whole, key)
        got = read(whole, key, demand_whole=False)
        assert got == SAID[: len(got)]


def test_another_key_opens_nothing(whole: Path) -> None:
    with pytest.raises(SealBroken):
        read(whole, new_key(), demand_whole=False)


def test_a_key_is_never_used_for_a_second_file(whole: Path, key: bytes) -> None:
    with pytest.raises(FileExistsError):
        SealedFile(whole, key)


def test_a_wrapped_key_is_good_for_its_own_file_and_secret_only(key: bytes) -> None:
    wrapped = wrap(key, "the secret", "this one")
    assert key not in wrapped
    assert unwrap(wrapped, "the secret", "this one") == key
    for secret, name in [("another secret", "this one"), ("the secret", "that one")]:
        with pytest.raises(SealBroken):
            unwrap(wrapped, secret, name)
    assert wrap(key, "the secret", "this one") != wrapped


@pytest.fixture
def small_disk() -> Iterator[int]:
    """No file of this process may grow beyond this many bytes."""
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    yield 2000
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_said_and_what_was_there_before_stays_readable(tmp_path: Path, key: bytes, small_disk: int) -> None:
    file = SealedFile(tmp_path / "full", key)
    file.seal(b"a" * 900)
    with pytest.raises(OSError, match="File too large"):
        file.seal(b"b" * 2000)
    assert (tmp_path / "full").stat().st_size == small_disk
    file.abandon()
    assert digest(tmp_path / "full") == file.sha256
    assert read(tmp_path / "full", key, demand_whole=False) == [b"a" * 900]
