"""The port to whoever moves the money: three calls, each under a key of ours, and the ways in which they fail.

An adopter writes these three for their own provider. What is asked twice under one key is done once, and answered the same.
"""

from dataclasses import dataclass
from typing import Protocol

from customer_care.errors import ReassureError


class PaymentDeclined(ReassureError):
    """The card was refused; no money was moved."""

    code = "payment_declined"


class ProviderUnreachable(ReassureError):
    """No answer came: the money was moved or it was not. Only `find` can tell, later."""

    code = "provider_unreachable"


class NotRefundable(ReassureError):
    """There is no such charge, or less of it is left than was to go back; nothing was moved."""

    code = "not_refundable"


class OtherMovement(ReassureError):
    """This key already stands for another movement; nothing was moved."""

    code = "other_movement"


@dataclass(frozen=True)
class Movement:
    """Money that was moved, as the provider knows it: minor units of `currency`, negative towards the customer."""

    reference: str
    amount_minor: int
    currency: str


class PaymentProvider(Protocol):
    def charge(self, key: str, amount_minor: int, currency: str, description: str) -> Movement:
        """Takes this much (above 0) from the customer. Raises PaymentDeclined, ProviderUnreachable or OtherMovement.

        A charge that is there is never declined: asked again, it is the same charge.
        """

    def refund(self, key: str, charge_reference: str, amount_minor: int) -> Movement:
        """Gives this much (above 0) of a charge back. Raises NotRefundable, ProviderUnreachable or OtherMovement."""

    def find(self, key: str) -> Movement | None:
        """What was moved under this key, None when nothing was. Raises ProviderUnreachable."""
