"""Birthdays in what a customer types: a whole date with its year, behind us."""

import re
from dataclasses import dataclass

from actions.conversation import Slot
from actions.dates import Day, NoSuchDay, WrongWeekday, day_in
from actions.questions import Question
from actions.routine import Matter, NotThat
from airline.airports import HOME

ABOUT_A_BIRTH = re.compile(r"\b(?:born|birth|birthday|dob|d\.o\.b)\b", re.IGNORECASE)
WITH_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d\d\b")


@dataclass
class Birthday(Question):
    """A day of birth, kept as ISO 8601; unasked only beside a word like "born"."""

    slot: Slot

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if not asked and not ABOUT_A_BIRTH.search(matter.text):
            return None
        today = matter.now.astimezone(HOME.zone).date()
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
