"""Birthdays in what a customer types: a whole date with its year, behind us."""

import re
from dataclasses import dataclass
from datetime import date

from actions.conversation import Slot
from actions.dates import Day, NoSuchDay, WrongWeekday, day_in
from actions.day_names import MONTH
from actions.questions import Question
from actions.routine import Matter, NotThat
from actions.what_is_wrong import is_correcting
from airline.airports import HOME

ABOUT_A_BIRTH = re.compile(r"\b(?:born|birth|birthday|dob|d\.o\.b)\b", re.IGNORECASE)
MONTH_NAMED = re.compile(rf"\b{MONTH}|\b\d{{1,2}}[/.]\d{{1,2}}", re.IGNORECASE)
WITH_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d\d\b")


@dataclass
class Birthday(Question):
    """A day of birth, kept as ISO 8601; unasked only beside a word like "born"."""

    slot: Slot

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        today = matter.now.astimezone(HOME.zone).date()
        if not asked and not ABOUT_A_BIRTH.search(matter.text):
            return self._put_right(matter, today)
        meant = day_in(matter.text, today, month_first=matter.dialogue.month_first, past=True)
        if isinstance(meant, NoSuchDay):
            raise NotThat("utter_date_impossible", said=meant.said)
        # A weekday beside a birthday is a slip of the memory, and nobody's document has it.
        if not isinstance(meant, Day | WrongWeekday):
            return None
        if not WITH_YEAR.search(matter.text):
            raise NotThat("utter_birthday_without_year")
        if meant.day > today:
            raise NotThat("utter_birthday_ahead")
        return meant.day.isoformat()

    def _put_right(self, matter: Matter, today: date) -> str | None:
        """ "No, the 15th, not the 5th", before the yes: the rest of the day stays."""
        if matter.dialogue.asked != Slot.CONFIRMED or not matter.has(self.slot) or not is_correcting(matter.text):
            return None
        known = date.fromisoformat(matter.answer(self.slot))
        meant = day_in(matter.text, today, month_first=matter.dialogue.month_first, past=True)
        if not isinstance(meant, Day | WrongWeekday):
            return None
        month = meant.day.month if MONTH_NAMED.search(matter.text) else known.month
        year = meant.day.year if WITH_YEAR.search(matter.text) else known.year
        try:
            day = date(year, month, meant.day.day)
        except ValueError as impossible:
            raise NotThat("utter_date_impossible", said=matter.text) from impossible
        if day > today:
            raise NotThat("utter_birthday_ahead")
        return day.isoformat()
