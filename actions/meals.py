"""Ordering a special meal."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from actions.conversation import Slot
from actions.orders import WhichFlights, order_of, words_of
from actions.questions import OneOf, Question, WhichTraveller
from actions.routine import Level, Matter, Write
from airline import meals
from airline.meals import Meal
from airline.quotes import Quote

# What people call each of them, the title of its button first.
MEALS: Mapping[str, Sequence[str]] = {
    Meal.VEGETARIAN: ("Vegetarian", "veggie", "no meat", "without meat", "meatless", "meat free"),
    Meal.VEGAN: ("Vegan", "plant based", "plant-based", "no animal products"),
    Meal.GLUTEN_FREE: ("Gluten-free", "gluten free", "no gluten", "without gluten", "coeliac", "celiac"),
    Meal.LACTOSE_FREE: (
        "Lactose-free",
        "lactose free",
        "no lactose",
        "lactose intolerant",
        "dairy free",
        "dairy-free",
        "no dairy",
    ),
    Meal.DIABETIC: ("Diabetic", "diabetes", "low sugar", "no sugar"),
    Meal.HALAL: ("Halal", "muslim meal"),
    Meal.KOSHER: ("Kosher", "jewish meal"),
    Meal.CHILD: ("Child's meal", "child meal", "kid's meal", "kids meal", "kids' meal", "children's meal"),
}


class OrderMeal(Write):
    intent = "order_meal"
    goal = "Order a special meal"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (WhichFlights(), WhichTraveller(), OneOf(Slot.MEAL, MEALS))

    def quote(self, matter: Matter) -> Quote:
        return meals.quote_meal(matter.session, order_of(matter), Meal(matter.answer(Slot.MEAL)), matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        return words_of(order_of(matter)) | {"meal": quote.facts["meal"]}
