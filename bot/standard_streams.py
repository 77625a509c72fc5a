"""Standard input and output of the commands that score: UTF-8 whatever the locale, and whoever stops reading stops them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def in_utf8() -> Iterator[None]:
    r"""Bytes that are no UTF-8 are read as "\ufffd". Ends quietly when nobody reads the output any more, as for `head -1`."""
    sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace", newline="\n")
    # Half of a pair of surrogates, which JSON may hold but UTF-8 may not, is written as JSON writes it: "\ud83d".
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python writes what is left when it ends, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
