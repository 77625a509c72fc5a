"""A small project without mistakes, for the check of content to be right about, and to be broken in one place at a time."""

from collections.abc import Mapping
from pathlib import Path

ASKS = """
when does my plane leave
is ZE 412 on time
what's the status of my flight
has the Paris flight landed yet
any delay on the evening departure
which gate does it go from
did the plane from Lyon arrive
flight information please
how late is it going to be
tell me about today's flight to Cayenne
are we still leaving at noon
check my flight
my mother lands at nine, is she on schedule
departure time for tomorrow
will we get there early
whats happening with 418
status ZE 301
is it cancelled
when do they start boarding
look up the arrival of my sister
""".strip().splitlines()
BAGS = """
I want to take one more suitcase
add luggage
can we check in a second bag
put 23 kilos on my ticket
extra baggage please
my trolley is too big, what now
how do I pay for hold luggage
book a case for the way back
need space for a heavy trunk
we bought too much, another bag for us
more kilos
purchase checked baggage
one additional piece for my daughter
I forgot to order a bag
let me have another suitcase
get me luggage on the return
could I add something for the hold
we travel with three cases
increase my allowance
please include a bag
""".strip().splitlines()

YES = """
yes
yep
go ahead
that is right
do it
of course
fine by me
I agree
absolutely
sounds good
sure thing
please proceed
correct
alright then
certainly
all good, continue
ok
yeah why not
you may
perfect, do that
""".strip().splitlines()

WIFI = """
is there wifi on board
can I surf the internet up there
do you have WLAN in the cabin
does the plane offer internet
may I send mails while flying
how much is the connection in the air
wi-fi available?
streaming films above the clouds
password for the onboard network
will my phone be online in flight
""".strip().splitlines()


def examples(intent: str, lines: list[str]) -> str:
    return f"  - intent: {intent}\n    examples: |\n" + "".join(f"      - {line}\n" for line in lines)


DOMAIN = """\
version: "3.1"
intents:
  - ask_status
  - add_bag
  - affirm: {use_entities: []}
  - faq
  - EXTERNAL_finished
entities:
  - flight_number
slots:
  bags:
    type: text
    influence_conversation: false
    mappings: [{type: custom}]
  confirmed:
    type: bool
    mappings: [{type: custom}]
forms:
  add_bag_form:
    required_slots:
      - bags
      - confirmed
actions:
  - action_tell_status
  - action_begin_add_bag
  - validate_add_bag_form
  - action_do_add_bag
  - action_ask_confirmed
responses:
  utter_title_add_bag:
    - text: Add a bag
  utter_wish_add_bag:
    - text: your bag
  utter_line_extra_bag:
    - text: Extra bags
  utter_status:
    - text: "Your flight {flight} leaves at {departs}. It boards {minutes} minutes before."
      buttons:
        - title: "Add a bag"
          payload: /add_bag
        - title: "Another flight"
          payload: '/ask_status{"flight_number": "ZE412"}'
  utter_status_again:
    - text: "{flight}: {departs}."
  utter_ask_bags:
    - text: "How many bags? I ask because each has its price."
  utter_confirm_add_bag:
    - text: "Shall I add {count} for {total}?"
  utter_done_add_bag:
    - text: "Done: {count}. Your receipt is {receipt}. We will send it to you."
      metadata: {commitment: CONFIRMATION_SENT}
  utter_confirm_add_bag_free:
    - text: "Shall I add {count}? It costs nothing."
  utter_confirm_add_bag_included:
    - text: "Shall I add {count}, free of charge?"
  utter_done_add_bag_included:
    - text: "Done: {count}. Your receipt is {receipt}."
  utter_faq/wifi:
    - text: "There is Wi-Fi. {rule}"
      custom: {source: {words: "service on board, 4", rule: bags.extra}}
    - text: "Wi-Fi is on board."
      custom:
        source: {words: "service on board, 4", rule: ""}
  utter_told_today:
    - text: "Today it is {count}."
  utter_finished:
    - text: "I am back. Never send your card number here; nobody will ring you about it."
  utter_refused_too_many_bags:
    - text: "I cannot add more than {most}. {rule} A person can look at it with you."
"""
FILES = {
    "domain.yml": DOMAIN,
    "data/nlu/flights.yml": 'version: "3.1"\nnlu:\n' + examples("ask_status", ASKS),
    "data/nlu/bags.yml": 'version: "3.1"\nnlu:\n' + examples("add_bag", BAGS),
    "data/nlu/yes.yml": 'version: "3.1"\nnlu:\n' + examples("affirm", YES),
    "data/nlu/faq.yml": 'version: "3.1"\nnlu:\n' + examples("faq/wifi", WIFI),
    "data/rules/rules.yml": """\
version: "3.1"
rules:
  - rule: Status
    steps:
      - intent: ask_status
      - action: action_tell_status

  - rule: A bag, asked for
    wait_for_user_input: false
    steps:
      - intent: add_bag
      - action: action_begin_add_bag

  - rule: A bag, begun
    steps:
      - action: action_begin_add_bag
      - action: add_bag_form
      - active_loop: add_bag_form

  - rule: A bag, decided
    condition:
      - active_loop: add_bag_form
    steps:
      - action: add_bag_form
      - active_loop: null
      - slot_was_set:
          - requested_slot: null
      - action: action_do_add_bag

  - rule: Back
    steps:
      - intent: EXTERNAL_finished
      - action: utter_finished
""",
    "data/stories/stories.yml": """\
version: "3.1"
stories:
  - story: a status, and then a bag
    steps:
      - intent: ask_status
      - action: action_tell_status
      - intent: add_bag
      - action: action_begin_add_bag
      - action: add_bag_form
      - active_loop: add_bag_form
      - slot_was_set:
          - requested_slot: null
      - active_loop: null
      - action: action_do_add_bag
      - or:
          - intent: affirm
          - intent: ask_status
""",
    "airline/rules/bags.yml": """\
- id: bags.extra
  words: Up to {most} bags, each for {price_minor}.
  parameters: {most: 3, price_minor: 4500, hours_before: 2}
  currency: EUR
  source: conditions of carriage, 8.1
  review_by: 2027-06-30
""",
    "data/frustration/phrases.yml": r"""
words:
  person: (humans?|agents?( of yours)?)
  talk: >-
    (talk(ing)?|speak|
    chat with {person})
slips:
  forgiven_in: [human]
  other_words: humane
asks_for_person:
  - '{talk} .{0,20}?to (an? )?{person}\b(?! (yesterday|earlier))'
  - ^(?<!no )humans?\W*$
not_asks_for_person:
  - travel {person}
safety:
  - there('s| is) (a )?(fire|smoke)
""".lstrip(),
    "data/frustration/outright.yml": """\
asks_for_person:
  - somebody with a pulse, please
safety:
  - "my mother: she cannot breathe"
legal:
  - you will hear from my solicitor
nothing:
  - my agent booked it
  - no
""",
    "data/frustration/conversations/bags.yml": """\
- scenario: bag-left-in-miami
  voice: retired teacher
  person: [2, 3]
  turns:
    - calm: My suitcase stayed in Miami.
    - bot: Which gate do you want to know?
    - uneasy: "No: my suitcase."
    - bot: Which gate do you want to know?
    - furious: 412 times the same
- scenario: bag-left-in-miami
  voice: nurse
  person: never
  turns:
    - venting: No suitcase, again
    - bot: It comes tomorrow.
    - pleased: no
""",
    "bot/patience.py": '''\
def is_due(text):
    return says("asks_for_person", text) or says("safety", text)
''',
    "airline/bags.py": '''\
from airline.refusals import Refusal


class TooManyBags(Refusal):
    code = "too_many_bags"


def add(session, quote):
    hours = quote.rule.parameters["hours_before"]
    if quote.bags > 3:
        raise TooManyBags(quote.rule, most="3")
    quotes.make(session, "add_bag", lines=[("extra_bag", 4500)])
    commitments.make(session, CommitmentKind.CONFIRMATION_SENT, hours)
    commitments.keep(session, CommitmentKind.CALL_BACK)
''',
    "customer_care/commitments.py": '''\
class CommitmentKind(StrEnum):
    CALL_BACK = "CALL_BACK"
    CONFIRMATION_SENT = "CONFIRMATION_SENT"
''',
    "actions/bags.py": '''\
class TellStatus(CareAction):
    def answer(self, reply, flight):
        values = {"departs": flight.departs, "minutes": 30}
        reply.say("utter_status", flight=flight.name, **values)


class Faq(CareAction):
    intent = "faq"

    def answer(self, reply, question):
        reply.say(f"utter_{question}", rule=self.rule.words)


class Write(Routine):
    pass


class AddBag(Write):
    intent = "add_bag"

    def say_all(self, reply):
        title = reply.words_of(f"utter_title_{self.intent}"), reply.words_of(f"utter_wish_{self.intent}")
        lines = [reply.words_of(f"utter_line_{name}") for name in self.lines]
        reply.say(f"utter_confirm_{self.intent}", title=title, lines=lines, **self.values)
        reply.say(f"utter_done_{self.intent}", **self.values)
        reply.say(f"utter_refused_{self.refused.code}", rule=self.rule.words, **self.refused.values)
        reply.say(f"utter_told_{self.day}", **self.known())

    def wording(self):
        return f"{self.intent}_free" if self.free else self.intent

    def values(self):
        return {"count": "1 bag", "total": "45 EUR", "receipt": "R-1"}
''',
}  # fmt: skip


def write(folder: Path, changed: Mapping[str, str] | None = None) -> Path:
    """The project in this folder, with some of its files replaced."""
    for name, text in {**FILES, **(changed or {})}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def with_change(folder: Path, file: str, old: str, new: str) -> Path:
    """The project, broken in one place."""
    text = FILES[file]
    assert text.count(old) >= 1, f"{old!r} is not in {file}"
    return write(folder, {file: text.replace(old, new, 1)})
