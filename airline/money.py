"""Money in words, the same in what the airline says and in what an adviser receives."""

from customer_care.money import money_words

__all__ = ["money_words"]
