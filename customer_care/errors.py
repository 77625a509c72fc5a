"""The root of every named error.

A subclass says what went wrong in its name and carries what the screen needs. `code` is what goes over the wire and into logs;
the sentence for the person is looked up by it in the wording, so an error never carries a customer's words.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar


class ReassureError(Exception):
    """Something that a person is told about in a sentence; `values` fill its {placeholders}."""

    code: ClassVar[str] = "reassure_error"
    values: Mapping[str, str] = MappingProxyType({})


class NotFound(ReassureError):
    """There is no such record, or it is not this person's: the two are not told apart."""

    code = "not_found"


class Misconfigured(ReassureError):
    """The product cannot start as it is set up; the message says what to change."""

    code = "misconfigured"
