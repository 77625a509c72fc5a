"""A payment that went wrong: charged twice, or failed."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from actions.conversation import Slot
from actions.questions import InOwnWords, OneOf, Question
from actions.routine import Level, Matter, Write
from airline import payment_problems
from airline.payment_problems import Problem
from airline.quotes import Quote

# What people say about each, the title of its button first.
PROBLEMS: Mapping[str, Sequence[str]] = {
    Problem.CHARGED_TWICE: (
        "Charged twice", "twice", "double", "doubled", "two times", "2 times", "2x", "duplicate", "two charges", "two payments",
        "two debits", "same amount again", "charged again", "paid again",
    ),
    Problem.PAYMENT_FAILED: (
        "Payment failed", "failed", "fails", "failing", "declined", "refused", "rejected", "go through", "went through",
        "doesn't work", "did not work", "didn't work", "not accepted", "error", "stuck", "no confirmation", "no booking",
        "taken but", "went wrong",
    ),
}  # fmt: skip


class WhatHappened(InOwnWords):
    """Not asked where our own records show it."""

    def assume(self, matter: Matter) -> str | None:
        twice = matter.answer(Slot.PAYMENT_PROBLEM) == Problem.CHARGED_TWICE
        shown = payment_problems.made_twice(matter.session, matter.own_booking) if twice else None
        return f"{shown.what} was charged twice" if shown else None


class ReportPaymentProblem(Write):
    intent = "report_payment_problem"
    goal = "Sort out a payment"
    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (OneOf(Slot.PAYMENT_PROBLEM, PROBLEMS), WhatHappened(Slot.WHAT_HAPPENED, words=3))

    def quote(self, matter: Matter) -> Quote:
        return payment_problems.quote_problem(
            matter.session,
            matter.own_booking,
            Problem(matter.answer(Slot.PAYMENT_PROBLEM)),
            matter.answer(Slot.WHAT_HAPPENED),
            matter.now,
            matter.talk.id,
        )
