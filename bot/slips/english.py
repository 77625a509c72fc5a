"""How often English words are said, from the list of pyspellchecker (some 55,000 words, counted in film subtitles).

The list is from talk, so it knows "bloke", "refund" and every swear word. A few words that it lacks are in the embedding's list,
and others are given here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import lru_cache

from spellchecker import SpellChecker

from bot.vocabulary import TOKENIZER

# What people write to each other and nobody says in films.
SHORT_FORMS = """
    abt apt asap atm bday bf brb btw convo cos coz cuz deffo defo def dnt dunno fb fr ft gf gonna gotta hrs idk ik ikr imo innit jk kinda
    lmao lmk lol lolol mins msg msgs nd nm np obvs omg omw pic pics pls plz ppl prob probs pts qty rly rm rn secs smh sms soz srsly tbh tho
    thru thurs thx tmr tmrw tnx tues txt ty txn wanna wbu weds wkend wknd wth wtf yday yrs yup
    app apps authorise cancelled canceled cashback checkin checkout chatbot coeliac contactless crypto email emails euros faq inbox
    login logout lookup online parlour passcode popup signin signup topup unfollow url username voicemail webchat website wifi
    bleedin comin doin feelin gettin goin havin lookin mornin movin puttin sayin starin stayin talkin tellin tryin waitin workin
""".split()
LEAST_SAID = 51  # times; the list has another 100,000 words that hardly anybody says, such as "allopathist"
SELDOM = 1e-6  # of the embedding's words that nobody says in films; they are written, so they are words
SHORTEST_TAKEN = 4  # letters; the embedding knows pieces such as "ot" and "fo" as words


@lru_cache(maxsize=1)
def shares() -> dict[str, float]:
    """Of all words that are said, the share that each word is. Small letters, without apostrophes: "dont"."""
    counts: Counter[str] = Counter()
    for word, count in SpellChecker(language="en").word_frequency.items():
        if count >= LEAST_SAID:
            counts[bare(word)] += count
    total = sum(counts.values())
    said = {word: count / total for word, count in counts.items()}
    return dict.fromkeys([*written(), *SHORT_FORMS], SELDOM) | said


def bare(word: str) -> str:
    return re.sub("['’]", "", word.lower())


def written() -> list[str]:
    known = json.loads(TOKENIZER.read_text(encoding="utf-8"))["model"]["vocab"]
    return [word for word in known if word.isalpha() and word.isascii() and len(word) >= SHORTEST_TAKEN]
