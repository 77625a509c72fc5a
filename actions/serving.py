"""Serving a routine: the three actions that every routine has, and what is the same in all of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from actions import reading
from actions.care_action import CareAction
from actions.codes import ask_for_code, demand_identity, holds_code, take_code
from actions.consent import DECISIONS, decision
from actions.conversation import Dialogue, Slot
from actions.identification import holds_identity, identify
from actions.matters import knows, look_into_matter, open_matter
from actions.questions import InOwnWords, Question
from actions.receipts_told import tell_already_done, tell_done
from actions.refusing import tell_refusal
from actions.reply import Reply
from actions.requests import BEGINNINGS, BeginTask, begun, go_on, offer_next, others_than
from actions.routine import Level, Lookup, Matter, NotThat, Routine, Write
from actions.tasks import WHICH_PART, AskAction, TaskForm
from actions.undoing import EARLIER, UNDO, is_from_earlier, puts_back
from actions.what_is_wrong import answer_to_correction, is_correcting, names_slot, says_wrong, thing_named
from actions.wording import deadline_words
from airline import doing, quotes
from airline.money import money_words
from airline.quotes import Quote, QuoteExpired, QuoteOutdated
from customer_care import conditions, receipts, worklog
from customer_care.errors import ReassureError
from customer_care.worklog import Result


class BeginRoutine(BeginTask):
    """Takes from the first message all that it says already."""

    def __init__(self, routine: Routine) -> None:
        self.routine = routine
        self.intent = routine.intent
        self.deed = routine.goal

    def name(self) -> str:
        return f"action_begin_{self.intent}"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if dialogue.memory.request_taken_up is None and puts_back(dialogue, now):
            _undo(dialogue, reply)
        elif self.intent == UNDO and is_from_earlier(dialogue, now):
            asked_for = dialogue.memory.request_taken_up or dialogue.as_request(UNDO)
            dialogue.memory.request_taken_up = replace(asked_for, intent=EARLIER)
            reply.say("utter_undo_looks_further")
            reply.then(BEGINNINGS[EARLIER][1])
        else:
            super().answer(dialogue, reply, now)

    def begin(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        dialogue.memory.forget_quote()
        dialogue.memory.begun_with = dialogue.as_request(self.intent)
        if _is_out_of_the_question(self.routine, dialogue, reply, now):
            return
        _told_beside(self.routine, dialogue, reply, now)
        if self.routine.level == Level.NOBODY or identify(dialogue, reply, now):
            take_answers(self.routine, dialogue, reply, now)


class RoutineForm(TaskForm):
    """Reads one message of the running task."""

    def __init__(self, routine: Routine) -> None:
        self.routine = routine
        self.task = routine.form
        self.deed = routine.goal

    def holds_answer(self, dialogue: Dialogue, now: datetime) -> bool:
        if self.routine.level and holds_identity(dialogue):
            return True
        if holds_code(dialogue) or self._decision(dialogue) is not None:
            return True
        with look_into_matter(dialogue, now) as matter:
            return any(_reads(question, matter) for question in self.routine.questions)

    def take(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        decided = self._decision(dialogue)
        before = dict(dialogue.memory.answers)
        if holds_code(dialogue):
            take_code(dialogue, reply, now)
        if self.routine.level == Level.NOBODY or identify(dialogue, reply, now):
            take_answers(self.routine, dialogue, reply, now)
        if decided is not None and before == dialogue.memory.answers:
            dialogue.memory.confirmed = decided
        elif self._puts_right(dialogue, before):
            reply.say(answer_to_correction(dialogue.text))

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        """What is asked about the request itself is told first; the message may hold an answer besides."""
        if dialogue.unheard and _is_out_of_the_question(self.routine, dialogue, reply, now):
            return
        if dialogue.unheard and not dialogue.pressed and self._owns_up(dialogue, reply, now):
            return
        if dialogue.unheard and not dialogue.pressed and _told_beside(self.routine, dialogue, reply, now):
            dialogue = replace(dialogue, text=reading.without_questions(dialogue.text))
            if not dialogue.text or not self.holds_answer(dialogue, now):
                return
        super().answer(dialogue, reply, now)

    def _puts_right(self, dialogue: Dialogue, before: Mapping[str, str]) -> bool:
        """What was to be confirmed is confirmed with another value now."""
        asked_again = dialogue.asked == Slot.CONFIRMED and dialogue.memory.quote is not None
        return asked_again and before != dialogue.memory.answers and is_correcting(dialogue.text)

    def _owns_up(self, dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
        """ "That's not what I said": sorry, and what was understood wrongly is asked for again, or which of it that is."""
        was_asked = any((said.response or "").startswith(WHICH_PART) for said in dialogue.said_before)
        thing = thing_named(dialogue.text) if was_asked or says_wrong(dialogue.text) else None
        if self.takes_own_words(dialogue) or not (thing or says_wrong(dialogue.text)):
            return False
        with look_into_matter(dialogue, now) as matter:
            given = [question for question in self.routine.questions if matter.has(question.slot)]
            only = {question.slot for question in given if question.assume(matter) is not None}
        meant = [each.slot for each in given if (names_slot(thing, each.slot) if thing else each.slot not in only)]
        if not given or (was_asked and not thing):
            return False
        if dialogue.asked != Slot.CONFIRMED and not thing:
            meant = meant[-1:]  # the answer before this question
        if len(meant) != 1:
            reply.say(WHICH_PART)
        elif meant[0] in only:
            reply.say("utter_correct_only_one", reference=dialogue.memory.booking_reference or "")
        else:
            _forget(dialogue, meant[0])
            reply.say("utter_correct_answer")
        return True

    def _answers_and_asks(self, dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
        """A yes that asks for more besides is asked about again, and the rest waits."""
        others = others_than(dialogue, self.intent)
        answer = dialogue.without([*others, *dialogue.questions])
        if not (others or dialogue.questions) or not answer.text or not self._decision(answer):
            return super()._answers_and_asks(dialogue, reply, now)
        self._tell_or_let_wait(others, dialogue, reply, now)
        return True

    def _aside(self, dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
        """ "Cancel it" is no wish to stop when it was asked whether to cancel."""
        decided = self._decision(dialogue)
        answered = decided or (decided is False and dialogue.intent != "cancel_task")
        return not answered and super()._aside(dialogue, reply, now)

    def takes_own_words(self, dialogue: Dialogue) -> bool:
        return any(question.slot == dialogue.asked and isinstance(question, InOwnWords) for question in self.routine.questions)

    def _decision(self, dialogue: Dialogue) -> bool | None:
        """A yes or a no to what was quoted."""
        return decision(dialogue, self.intent) if dialogue.asked == Slot.CONFIRMED else None

    def go_back(self, dialogue: Dialogue, reply: Reply) -> None:
        """Forgets the newest answer, so that it is asked for again."""
        asked = [question.slot for question in self.routine.questions]
        given = [slot for slot in asked if slot in dialogue.memory.answers and slot != dialogue.asked]
        if given:
            dialogue.memory.answers = {slot: kept for slot, kept in dialogue.memory.answers.items() if slot != given[-1]}
        dialogue.memory.forget_quote()
        reply.say("utter_gone_back" if given else "utter_gone_back_to_start")


class AskForSlot(AskAction):
    """Asks for one slot, in whatever routine is running."""

    def __init__(self, slot: Slot, routines: dict[str, Routine]) -> None:
        self.slot = slot
        self._routines = routines

    def ask(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        steps = reply.steps_of(dialogue.task or "")
        step = (steps.index(self.slot) + 1, len(steps)) if len(steps) > 1 else None
        if self.slot == Slot.CODE:
            ask_for_code(dialogue, reply, now, step)
            return
        routine = self._routines[dialogue.task or ""]
        if self.slot == Slot.CONFIRMED:
            _ask_for_yes(routine, dialogue, reply, now, step)
        else:
            self._ask_question(routine, dialogue, reply, now, step)

    def _ask_question(
        self, routine: Routine, dialogue: Dialogue, reply: Reply, now: datetime, step: tuple[int, int] | None
    ) -> None:
        question = next(question for question in routine.questions if question.slot == self.slot)
        with look_into_matter(dialogue, now) as matter:
            usual = reply.first_of(f"utter_ask_{routine.intent}_{self.slot}", f"utter_ask_{self.slot}")
            response = question.wording(matter) or usual
            reply.ask(response, None, step=step, buttons=question.choices(matter), **question.values(matter))


class DoRoutine(CareAction):
    """Tells what was asked for, or does what was agreed to. It also speaks after a "no", and says that nothing was changed."""

    def __init__(self, routine: Routine) -> None:
        self.routine = routine
        self.deed = routine.goal

    def name(self) -> str:
        return f"action_do_{self.routine.intent}"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if isinstance(self.routine, Write):
            self._decide(self.routine, dialogue, reply, now)
        elif puts_back(dialogue, now):
            _undo(dialogue, reply)
        elif isinstance(self.routine, Lookup) and knows(dialogue.memory, self.routine.level):
            if not self.routine.asks_something:
                dialogue = begun(dialogue, reply, self.routine.intent, now)
            with refusals_told(self.routine, dialogue, reply, now), open_matter(dialogue, now) as matter:
                self.routine.tell(matter, reply)
                worklog.note(matter.session, matter.talk, self.routine.goal, Result.DONE, now)
            go_on(dialogue, reply)

    def own_up(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        """The transaction may have been kept although its answer was lost: look before saying that nothing was changed."""
        try:
            with look_into_matter(dialogue, now) as matter:
                quote = _quote(matter)
                receipt = receipts.with_key(matter.session, quote.key) if quote else None
        except Exception:  # the database is what is down
            reply.say("utter_change_uncertain")
            return
        if receipt:
            tell_already_done(reply, receipt)
        else:
            super().own_up(dialogue, reply, now)

    def _decide(self, routine: Write, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        confirmed, dialogue.memory.confirmed = dialogue.memory.confirmed, None
        if confirmed:
            with refusals_told(routine, dialogue, reply, now):
                self._do(routine, dialogue, reply, now)
                go_on(dialogue, reply)
        elif confirmed is False:
            dialogue.memory.forget_answers()
            reply.say(reply.first_of(f"utter_declined_{routine.intent}", "utter_declined"))
            go_on(dialogue, reply)

    def _do(self, routine: Write, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        with look_into_matter(dialogue, now) as matter:
            quote, talk_id = _quote(matter), matter.talk.id
            if quote is None:
                raise QuoteOutdated
            if quote.booking:
                demand_identity(matter.session, matter.memory, talk_id, quote.booking, routine.level)
        receipt = doing.carry_out(quote.id, talk_id, now)
        routine.remember(dialogue.memory, quote)
        with open_matter(dialogue, now) as matter:
            done = _quote(matter) or quote
            values = words_of_quote(matter, done) | routine.values(matter, done)
            matter.memory.rule = done.rule_id  # for a "why?" afterwards
            worklog.note(matter.session, matter.talk, receipt.what, Result.DONE, now, reference=receipt.number)
            tell_done(reply, f"utter_done_{routine.wording(matter, done)}", receipt, done.rule_words, values, now)


def _undo(dialogue: Dialogue, reply: Reply) -> None:
    """What it asks for is putting back what was done here."""
    dialogue.memory.request_taken_up = dialogue.as_request(UNDO)
    reply.then(BEGINNINGS[UNDO][1])


# ── answers and the quote ─────────────────────────────────────────────────────────────────────────────────────────────


def take_answers(routine: Routine, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
    """Takes from the message what it answers, and works out the quote once all is known."""
    if not knows(dialogue.memory, min(routine.level, Level.BOOKING)):
        return  # the words that began the task are read when the booking is known
    with refusals_told(routine, dialogue, reply, now), open_matter(dialogue, now) as matter:
        before = dict(matter.memory.answers)
        _read_all(routine, matter)
        _assume_all(routine, matter)
        routine.demand_possible(matter)
        if before != matter.memory.answers:
            matter.memory.misses = 0
            matter.memory.forget_quote()
        if isinstance(routine, Write) and matter.memory.quote is None and _all_known(routine, matter):
            matter.memory.quote = routine.quote(matter).id


def _read_all(routine: Routine, matter: Matter) -> None:
    """The words that began the task, once, and then the message, which may correct them."""
    begun_with, matter.memory.begun_with = matter.memory.begun_with, None
    if begun_with:
        earlier = replace(matter, dialogue=matter.dialogue.about(begun_with))
        _read(routine, earlier, asked=None)
    if not begun_with or begun_with.text != matter.text:
        _read(routine, matter, asked=matter.dialogue.asked)


def _read(routine: Routine, matter: Matter, asked: str | None) -> None:
    for question in routine.questions:
        answer = question.read(matter, asked=question.slot == asked)
        if answer is not None:
            matter.memory.answers = matter.memory.answers | {question.slot: answer}
        elif noted := question.noted(matter, asked=question.slot == asked):
            kept = {slot: given for slot, given in matter.memory.answers.items() if slot != question.slot}
            matter.memory.answers = kept | dict(noted)


def _assume_all(routine: Routine, matter: Matter) -> None:
    for question in routine.questions:
        if not matter.has(question.slot):
            assumed = question.assume(matter)
            if assumed is None:
                return
            matter.memory.answers = matter.memory.answers | {question.slot: assumed}


def _all_known(routine: Routine, matter: Matter) -> bool:
    return knows(matter.memory, routine.level) and all(matter.has(question.slot) for question in routine.questions)


def _is_out_of_the_question(routine: Routine, dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
    """The message says what makes it impossible: that is told, and the task is over."""
    sensible = False
    with refusals_told(routine, dialogue, reply, now), look_into_matter(dialogue, now) as matter:
        routine.demand_sensible(matter)
        sensible = True
    return not sensible


def _told_beside(routine: Routine, dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
    with look_into_matter(dialogue, now) as matter:
        return routine.tell_beside(matter, reply)


def _reads(question: Question, matter: Matter) -> bool:
    asked = matter.dialogue.asked == question.slot
    try:
        return question.read(matter, asked=asked) is not None or bool(question.noted(matter, asked=asked))
    except ReassureError:  # NotThat, or what says no to it
        return True


def _quote(matter: Matter) -> Quote | None:
    return quotes.of_conversation(matter.session, matter.talk.id, matter.memory.quote or 0)


# ── what is said ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _ask_for_yes(routine: Routine, dialogue: Dialogue, reply: Reply, now: datetime, step: tuple[int, int] | None) -> None:
    """The quote as a card, and the question that names what is done, what it costs, and what follows from it."""
    with open_matter(dialogue, now) as matter:
        quote = _quote(matter)
        if quote is None or not isinstance(routine, Write):
            raise QuoteOutdated
        values = words_of_quote(matter, quote) | routine.values(matter, quote)
        conditions.note_shown(matter.session, matter.talk, quote.rule_id, now)
        buttons = [(reply.words_of(f"utter_button_{word}"), f"/{word}") for word in DECISIONS]
        card = _quote_card(reply, routine, quote, now)
        response = f"utter_confirm_{routine.wording(matter, quote)}"
        if not quote.total_minor and reply.has(f"{response}_free"):
            response = f"{response}_free"
        reply.ask(response, card, step=step, buttons=buttons, **values)


def words_of_quote(matter: Matter, quote: Quote) -> dict[str, str]:
    """What every quote can say of itself. {total} is what is paid, or paid back: the sentence says which."""
    return {
        "reference": quote.booking.reference if quote.booking else "",
        "total": money_words(abs(quote.total_minor), quote.currency),
        "rule": quote.rule_words,
        "valid_until": deadline_words(quote.expires_at, matter.now),
    }


def _quote_card(reply: Reply, routine: Routine, quote: Quote, now: datetime) -> dict[str, Any]:
    lines = [f"{reply.words_of(f'utter_line_{name}')}: {money_words(amount, quote.currency)}" for name, amount in quote.lines]
    return {
        "quote": {
            "title": reply.words_of(f"utter_title_{routine.intent}"),
            "lines": lines,
            "total": money_words(quote.total_minor, quote.currency),
            "rule": quote.rule_words,
            "valid_until": deadline_words(quote.expires_at, now),
        }
    }


@contextmanager
def refusals_told(routine: Routine, dialogue: Dialogue, reply: Reply, now: datetime) -> Iterator[None]:
    """What the airline refuses becomes a sentence. Where another answer may do it is asked for; otherwise the task ends."""
    try:
        yield
    except NotThat as other:
        dialogue.memory.misses += 1
        if other.forgets:
            _forget(dialogue, other.forgets)
        reply.say(other.response, **other.values)
    except (QuoteExpired, QuoteOutdated) as outdated:
        reply.say(f"utter_{outdated.code}")
        dialogue.memory.forget_quote()
        take_answers(routine, dialogue, reply, now)
        reply.then(routine.form)
    except ReassureError as refused:
        slot = next((slot for kind, slot in _mendable(routine) if isinstance(refused, kind)), None)
        tell_refusal(routine, dialogue, reply, refused, now)
        dialogue.memory.forget_quote()
        if slot is None:
            dialogue.memory.forget_answers()
            offer_next(dialogue, reply)
            reply.end_task()
            reply.then_listen()
        else:
            _forget(dialogue, slot)


def _forget(dialogue: Dialogue, slot: Slot) -> None:
    dialogue.memory.answers = {name: kept for name, kept in dialogue.memory.answers.items() if name != slot}
    dialogue.memory.forget_quote()


def _mendable(routine: Routine) -> list[tuple[type[ReassureError], Slot]]:
    return list(routine.another_answer_may_do.items()) if isinstance(routine, Write) else []
