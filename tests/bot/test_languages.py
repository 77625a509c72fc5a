"""Other languages are recognised by their small words; names, codes and short English are not taken for one."""

import pytest

from bot.languages.detector import asks_for_a_person, language_of, yes_or_no


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("je voudrais changer mon vol", "fr"),
        ("Bonjour, j'ai un problème avec ma réservation", "fr"),
        ("est-ce que le vol ZE 412 est à l'heure ?", "fr"),
        ("je ne comprends pas", "fr"),
        ("pouvez-vous m'aider", "fr"),
        ("JE VEUX PARLER A QUELQU'UN", "fr"),
        ("parlez-vous français?", "fr"),
        ("vol pour Paris demain", "fr"),
        ("quiero cambiar mi vuelo", "es"),
        ("¿a qué hora sale el vuelo?", "es"),
        ("no entiendo nada", "es"),
        ("hola", "es"),
        ("mi vuelo esta retrasado y no se que hacer", "es"),
        ("ich möchte meinen Flug umbuchen", "de"),
        ("wann kommt der Flug an", "de"),
        ("quero mudar a data do meu voo", "pt"),
        ("ik wil mijn vlucht wijzigen", "nl"),
        ("Combien coûte un aller-retour Fort-de-France Paris en août ?", "fr"),
        ("annulez tout", "fr"),
        ("siège côté hublot", "fr"),
        ("¿Puedo llevar a mi perro en cabina?", "es"),
        ("me cobraron dos veces", "es"),
        ("equipaje perdido", "es"),
        ("Sitzplatz am Fenster bitte", "de"),
        ("Gibt es WLAN an Bord?", "de"),
        ("Geld zurück", "de"),
        ("O voo está no horário?", "pt"),
        ("quanto custa", "pt"),
        ("mag mijn hond mee", "nl"),
        ("Mwen pèdi valiz mwen, kisa pou mwen fè?", "ht"),
        ("Bonjou, mwen vle chanjé dat vol mwen", "ht"),
        ("ki lè avyon-an ka rivé", "ht"),
        ("kote bagaj mwen", "ht"),
        ("an vlé chanjé vòl an mwen", "ht"),
        ("ou ka édé mwen", "ht"),
    ],
)
def test_other_languages(text: str, code: str) -> None:
    assert language_of(text).code == code


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "Paris",
        "bonjour",
        "merci",
        "au revoir",
        "no",
        "no thanks",
        "on",
        "on me",
        "de la Peña",
        "my name is de la Peña",
        "Martin",
        "du Pont",
        "El Paso",
        "Santo Domingo",
        "Les Abymes",
        "I want to go to Pointe-à-Pitre on Monday",
        "la la la",
        "reservation",
        "cancel",
        "X7K2PL",
        "flight ZE 412",
        "menu",
        "data",
        "die",
        "my date is the 12th",
        "hallo there",
        "bon voyage",
        "come on",
        "as soon as possible",
        "it's for my son",
        "c'mon",
        "los angeles flight late",
        "wah gwaan",
        "de plane from Barbados reach yet",
        "an ticket to go",
        "hi",
        "mi",
        "los",
        "non stop",
        "a la carte",
        "en suite",
        "",
        "???",
        "Hélène Lefèvre",
        "my name is Jürgen Müller",
        "José da Silva dos Santos",
        "Maria Jose de los Santos",
        "La Désirade to São Paulo",
        "a café crème stain on my seat",
        "El Niño delayed us",
        "me and my wife",
        "an extra bag",
        "merci, bye",
        "mi nah get mi refund yet",
        "my pa and ma are flying in jan",
        "they ban my lighter",
    ],
)
def test_english_and_short_messages_are_english(text: str) -> None:
    assert language_of(text).code == "en"


def test_half_english_is_english_and_mixed() -> None:
    written = language_of("bonjour je voudrais change my flight to Monday s'il vous plaît")
    assert (written.code, written.mixed) == ("en", True)


def test_mostly_french_with_english_words_is_mixed_french() -> None:
    written = language_of("bonjour je voudrais changer my flight to lundi s'il vous plaît")
    assert (written.code, written.mixed) == ("fr", True)


def test_names_say_nothing() -> None:
    assert language_of("je m'appelle Du Mont", ignore=[(0, 12)]).code == "en"


@pytest.mark.parametrize("text", ["je veux parler à un conseiller", "je pars à Noël avec mes enfants"])
def test_a_word_with_an_accent_is_no_english_one(text: str) -> None:
    assert not language_of(text).mixed


def test_an_accent_tells_languages_apart() -> None:
    assert language_of("o horário está").code == "pt"
    assert language_of("horario de mi vuelo").code == "es"


@pytest.mark.parametrize(("text", "code"), [("mwen bizwen palé épi on moun", "ht"), ("je veux parler à un conseiller", "fr")])
def test_a_person_is_asked_for_in_any_language(text: str, code: str) -> None:
    assert asks_for_a_person(text, code)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("oui", "yes"),
        ("Oui, s'il vous plaît !", "yes"),
        ("bien sûr", "yes"),
        ("sí", "yes"),
        ("si por favor", "yes"),
        ("por supuesto", "yes"),
        ("Ja bitte", "yes"),
        ("sim", "yes"),
        ("ja graag", "yes"),
        ("wi", "yes"),
        ("non merci", "no"),
        ("nein danke", "no"),
        ("no gracias", "no"),
        ("não", "no"),
        ("nee", "no"),
    ],
)
def test_yes_and_no_are_understood_in_any_language(text: str, answer: str) -> None:
    assert yes_or_no(text) == answer


@pytest.mark.parametrize(
    "text", ["", "yes", "no", "no thanks", "not now", "pas sûr", "claro que no", "oui mais demain", "ja, morgen", "Silva"]
)
def test_what_says_more_is_no_plain_yes_or_no(text: str) -> None:
    assert yes_or_no(text) is None
