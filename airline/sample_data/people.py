"""The customers of the sample airline and those who travel with them, invented by Faker in four languages.

Telephone numbers are those that the regulators keep for fiction (ARCEP 2018-0881, Ofcom, NANPA 555-01xx), addresses those of
RFC 2606, so that nothing is ever sent to anybody.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from airline.bookings import PassengerKind, surname_key
from airline.customers import Customer
from airline.sample_data.adding import add
from airline.sample_data.chance import SEED, chance

LOCALES = {"fr": "fr_FR", "en": "en_GB", "es": "es_ES", "ca": "fr_CA"}
MAIL_HOSTS = ("example.com", "example.org", "example.net")
PHONES = {"fr": "+3363998{:04}", "en": "+447700900{:03}", "es": "+1787555{:04}", "ca": "+1514555{:04}"}
LAST_OF_PHONES = {"fr": (0, 9999), "en": (0, 999), "es": (100, 199), "ca": (100, 199)}
# The first customers are those of the documents and the demonstrations.
FIRST = [
    ("Inès", "Martin"), ("Jean", "Lebrun"), ("Chloé", "Okafor"), ("Marc", "Garcia"), ("Aisha", "Smith"), ("Tom", "De la Peña"),
    ("Léa", "O'Brien"), ("Pedro", "Désir"), ("Nadia", "Nguyen"), ("Oliver", "Saint-Louis"), ("Fatou", "Moreau"),
    ("Hugo", "Boucher"), ("Karin", "Andersson"), ("Josette", "Rosier"), ("Sami", "Haddad"), ("Marie", "Joseph"),
    ("Luc", "Tremblay"), ("Ola", "Kowalski"), ("Yann", "Baptiste"), ("Rose", "Charles"),
]  # fmt: skip


class Person(NamedTuple):
    """A customer, as bookings need them."""

    id: int
    first_name: str
    surname: str
    email: str
    phone: str


def add_customers(session: Session, count: int) -> None:
    """The first `count` customers, unless there are any."""
    if session.scalar(select(func.count()).select_from(Customer)):
        return
    add(session, Customer, _invented(count))


def all_people(session: Session) -> list[Person]:
    columns = (Customer.id, Customer.first_name, Customer.surname, Customer.email, Customer.phone)
    return [Person(*row) for row in session.execute(select(*columns).order_by(Customer.id))]


def traveller(first_name: str, surname: str, kind: PassengerKind, luck: random.Random, today: date) -> dict[str, Any]:
    """A passenger's row; children and infants have the birthday that makes them one."""
    years = {PassengerKind.ADULT: None, PassengerKind.CHILD: luck.randint(3, 10), PassengerKind.INFANT: 0}[kind]
    born_on = None if years is None else today - timedelta(days=365 * years + luck.randint(120, 330))
    return {"first_name": first_name, "surname": surname, "surname_key": surname_key(surname), "kind": kind, "born_on": born_on}


def _invented(count: int) -> Iterator[dict[str, Any]]:
    # Half a second that only the first start of all needs.
    from faker import Faker  # noqa: PLC0415

    tongues = {language: Faker(locale) for language, locale in LOCALES.items()}
    Faker.seed(SEED)
    luck = chance("customers")
    for index in range(count):
        language = luck.choices(list(LOCALES), weights=[6, 3, 1, 1])[0]
        names = FIRST[index] if index < len(FIRST) else (tongues[language].first_name(), tongues[language].last_name())
        yield {
            "first_name": names[0],
            "surname": names[1],
            "email": f"{_letters(names[0])}.{_letters(names[1])}{index or ''}@{luck.choice(MAIL_HOSTS)}",
            "phone": PHONES[language].format(luck.randint(*LAST_OF_PHONES[language])),
            "language": {"ca": "fr"}.get(language, language),
        }


def _letters(name: str) -> str:
    return surname_key(name).encode("ascii", "ignore").decode()
