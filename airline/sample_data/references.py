"""References of bookings: six letters and digits, a digit among them, none easily taken for another."""

from airline.sample_data.chance import chance

# The example that the documents and the wording name; every other reference comes from the seed.
FIRST_REFERENCE = "X7K2PL"
LETTERS_AND_DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def first_of_batch(batch: int) -> str:
    """The reference by which a batch is known to be there: its second, as the first of all is the example's."""
    return references(batch, {FIRST_REFERENCE}, 2)[1]


def references(batch: int, taken: set[str], count: int) -> list[str]:
    luck = chance(batch, "references")
    made: dict[str, None] = {}
    while len(made) < count:
        reference = "".join(luck.choices(LETTERS_AND_DIGITS, k=6))
        both = any(sign.isdigit() for sign in reference) and any(sign.isalpha() for sign in reference)
        if both and reference not in taken:
            made[reference] = None
    listed = list(made)
    if FIRST_REFERENCE not in taken:
        listed[0] = FIRST_REFERENCE
    return listed
