"""Papers by mail: an invoice, and the confirmation of the booking again. Both go to the address on file alone."""

from actions.routine import Level, Matter, Write
from airline import confirmations, invoices
from airline.quotes import Quote


class ByMail(Write):
    """What both have in common: where it goes is told, masked, since the address may be an old one."""

    level = Level.BOOKING

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        return {"to": quote.facts["to"]}


class RequestInvoice(ByMail):
    intent = "request_invoice"
    goal = "Have an invoice"

    def quote(self, matter: Matter) -> Quote:
        return invoices.quote_invoice(matter.session, matter.own_booking, matter.now, matter.talk.id)


class ResendConfirmation(ByMail):
    intent = "resend_confirmation"
    goal = "Have the confirmation again"

    def quote(self, matter: Matter) -> Quote:
        return confirmations.quote_confirmation(matter.session, matter.own_booking, matter.now, matter.talk.id)
