"""The timetable: which number flies where, when, how often, and what it usually costs."""

from dataclasses import dataclass
from datetime import date, datetime, time

from airline.airports import AIRPORTS

DAILY = frozenset(range(7))


@dataclass(frozen=True)
class Service:
    """One number of the timetable: when it leaves (local time), how long it takes, on which weekdays, its usual price."""

    number: str
    origin: str
    destination: str
    leaves: time
    minutes: int
    price_minor: int
    weekdays: frozenset[int] = DAILY

    def departure(self, day: date) -> datetime:
        return datetime.combine(day, self.leaves, AIRPORTS[self.origin].zone)


def _there_and_back(
    number: int, to: str, leaves: str, back: str, minutes: int, price_minor: int, weekdays: frozenset[int] = DAILY
) -> list[Service]:
    out = Service(f"ZE{number}", "PTP", to, time.fromisoformat(leaves), minutes, price_minor, weekdays)
    home = Service(f"ZE{number + 1}", to, "PTP", time.fromisoformat(back), minutes, price_minor, weekdays)
    return [out, home]


TIMETABLE = [
    *_there_and_back(101, "FDF", "07:30", "09:00", 45, 8900),
    *_there_and_back(105, "FDF", "17:30", "19:00", 45, 8900),
    *_there_and_back(121, "SXM", "08:15", "10:05", 60, 10900),
    *_there_and_back(131, "SBH", "09:40", "11:30", 55, 13900, frozenset({0, 2, 4, 5, 6})),
    *_there_and_back(141, "BGI", "12:10", "14:20", 75, 14900, frozenset({1, 3, 5, 6})),
    *_there_and_back(151, "CAY", "13:00", "17:10", 150, 21900),
    *_there_and_back(161, "SDQ", "10:30", "13:40", 115, 17900, frozenset({0, 2, 4, 6})),
    *_there_and_back(165, "SJU", "15:00", "17:20", 80, 15900, frozenset({1, 3, 5})),
    *_there_and_back(201, "MIA", "09:00", "14:30", 215, 29900),
    *_there_and_back(211, "YUL", "10:15", "17:30", 290, 38900, frozenset({2, 4, 6})),
    *_there_and_back(412, "ORY", "19:40", "11:20", 500, 51900),
    *_there_and_back(414, "ORY", "22:10", "15:45", 500, 48900, frozenset({0, 3, 4, 6})),
    *_there_and_back(431, "LYS", "20:20", "12:30", 520, 53900, frozenset({2, 6})),
    *_there_and_back(441, "NTE", "20:50", "13:05", 510, 52900, frozenset({1, 5})),
    *_there_and_back(451, "BOD", "21:15", "13:40", 505, 52900, frozenset({3, 6})),
]
