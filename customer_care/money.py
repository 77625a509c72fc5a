"""Money in words. Amounts are whole minor units with an ISO 4217 currency; nothing here ever rounds."""

SIGNS = {"EUR": "€", "USD": "$"}


def money_words(amount_minor: int, currency: str) -> str:
    """ "€35.00"; "-€35.00"; "XCD 35.00" for a currency without a sign of its own."""
    sign = SIGNS.get(currency, f"{currency} ")
    whole, cents = divmod(abs(amount_minor), 100)
    return f"{'-' if amount_minor < 0 else ''}{sign}{whole:,}.{cents:02d}"
