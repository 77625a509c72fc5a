"""Brings the records up to date: `python -m deploy.records`. One process for three deeds, as most of the time goes into imports.

Prints the lines that a newcomer is shown: demonstration sign-ins and bookings.
"""

import sys

from airline import sample_data
from customer_care import demo_advisers, migrate


def main() -> str | None:
    refused = migrate.main()
    if refused:
        return refused
    demo_advisers.main()
    sample_data.main()
    return None


if __name__ == "__main__":
    sys.exit(main())
