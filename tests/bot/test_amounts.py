"""Amounts of money, in digits and in words; weights, times and numbers are none."""

import pytest

from bot.entities import amounts


def found(text: str) -> list[str]:
    return [finding.value for finding in amounts.find(text)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("€35", "EUR 35.00"),
        ("35€", "EUR 35.00"),
        ("35 euros", "EUR 35.00"),
        ("EUR 35.50", "EUR 35.50"),
        ("35,50 €", "EUR 35.50"),
        ("€1.200,50", "EUR 1200.50"),
        ("£1,200.50", "GBP 1200.50"),
        ("thirty-five euros", "EUR 35.00"),
        ("Thirty five Euro and twenty cents", "EUR 35.20"),
        ("thirty five pounds fifty", "GBP 35.50"),
        ("35 quid", "GBP 35.00"),
        ("fifty quid", "GBP 50.00"),
        ("a hundred pounds", "GBP 100.00"),
        ("EC$120", "XCD 120.00"),
        ("120 ec dollars", "XCD 120.00"),
        ("Bds$40", "BBD 40.00"),
        ("forty Bajan dollars", "BBD 40.00"),
        ("a hundred and twenty US dollars", "USD 120.00"),
        ("US$99", "USD 99.00"),
        ("$99", "$ 99.00"),
        ("two hundred bucks", "$ 200.00"),
        ("two thousand five hundred euros", "EUR 2500.00"),
        ("2 thousand euros", "EUR 2000.00"),
        ("3 hundred dollars", "$ 300.00"),
        ("2k euros", "EUR 2000.00"),
        ("EUR 2k", "EUR 2000.00"),
        ("€1.5k", "EUR 1500.00"),
        ("35,- €", "EUR 35.00"),
        ("US $120", "USD 120.00"),
        ("$120 US", "USD 120.00"),
        ("120 dollars US", "USD 120.00"),
        ("EC 120 dollars", "XCD 120.00"),
        ("BBD$40", "BBD 40.00"),
        ("50 pounds per bag", "GBP 50.00"),
        ("a 50 pound bag fee", "GBP 50.00"),
        ("50 pounds for my heavy dog", "GBP 50.00"),
    ],
)
def test_amounts_with_their_currency(text: str, amount: str) -> None:
    assert found(f"I was charged {text}, why?") == [amount]


@pytest.mark.parametrize(
    "text",
    [
        "35",
        "thirty-five",
        "ZE 412",
        "X7K2PL",
        "12/12",
        "at 19.40",
        "two bags",
        "my bag is 50 pounds",
        "it weighs fifty pounds",
        "20 pounds of luggage",
        "30 pounds overweight",
        *(
            "a 50 pound suitcase",
            "can I bring a 70-pound bag",
            "thirty pound suitcases",
            "weight limit 70 pounds",
            "23kg (50 pounds)",
        ),
        *(
            "my dog is 15 pounds",
            "a cat, about 10 pounds",
            "suitcase weighs in at 55 pounds",
            "is the limit 50 pounds",
            "10 pounds too heavy",
        ),
        *("a couple hundred euros", "a few thousand dollars", "several hundred pounds", "half a thousand euros"),
        "a euro sign",
        "the pound is strong",
        "pounding music",
        "quid pro quo",
        "in euros please",
        "Euro 2024",
        "dollars",
        "100 %",
        "1 hour",
        "eurostar",
        "a buckle",
    ],
)
def test_what_is_no_amount(text: str) -> None:
    assert found(text) == []


def test_several_amounts_in_one_message() -> None:
    assert found("you took €35 and then another £20") == ["EUR 35.00", "GBP 20.00"]
