"""The compiled path of audio packets (packet_path.c), loaded: `lib` is its functions, `ffi` makes and reads its structures."""

from pathlib import Path
from typing import Any

from cffi import FFI
from pylibsrtp import Session
from pylibsrtp._binding import ffi as srtp_ffi
from pylibsrtp._binding import lib as srtp

from customer_care.errors import Misconfigured

HERE = Path(__file__).parent
LIBRARY = HERE / "compiled" / "libpacketpath.so"

ffi = FFI()
ffi.cdef((HERE / "packet_path.h").read_text())


def _load() -> Any:
    try:
        loaded: Any = ffi.dlopen(str(LIBRARY))
    except OSError as missing:
        raise Misconfigured(
            f"{LIBRARY.name} is not there, or made on another machine: python3 -m deploy.setup live makes it."
        ) from missing
    names = ("srtp_protect", "srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp")
    loaded.use_ciphers(*(_cipher(name) for name in names))
    return loaded


def _cipher(name: str) -> Any:
    return ffi.cast("Cipher", int(srtp_ffi.cast("intptr_t", srtp_ffi.addressof(srtp, name))))


lib = _load()


def pointer(session: Session | None) -> Any:
    """libsrtp's own session, for our functions; whoever asks keeps pylibsrtp's alive as long as they may use it."""
    return ffi.cast("void *", int(srtp_ffi.cast("intptr_t", session._srtp[0]))) if session else ffi.NULL
