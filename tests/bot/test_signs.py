"""What stands in a message beside words is brought into words: emojis, hashtags, handles, links, HTML entities."""

import json
import subprocess
from collections.abc import Callable

import pytest

from tests.bot.asking import BOT_PYTHON, ROOT
from tests.bot.judging import Judge

HEARS = """
import json, sys
from bot.signs import in_words, without_signs
print(json.dumps({text: [in_words(text), without_signs(text)] for text in json.load(sys.stdin)}))
"""
HEARD = {
    "my flight is late 😡😡🤬": "my flight is late angry",
    "landed 🙏🏽 👍🏿 and off home 🚆": "landed please ok good and off home",
    "hold on :( it works now :)": "hold on so sad it works now happy",
    "ok:)": "ok happy",
    "@ZephyrAir you&#39;re the worst": "you're the worst",
    "R&amp;B &lt; jazz": "R&B < jazz",
    "Why does @ZephyrAir never answer? @zephyr_help": "Why does you never answer?",
    "lost again #neveragain #StillWaiting": "lost again never again Still Waiting",
    "#whereismybag #unacceptable #ZE412 #tcdm": "where is my bag unacceptable ZE412 tcdm",
    "see http://t.co/aB3 or www.zephyr.example please": "see or please",
    "u dont get it, y r u so slow": "you don't get it, why are you so slow",
    "R U SERIOUS, this is BS": "R U SERIOUS, this is bullshit",
    "WHY R U SO SLOW": "WHY are you SO SLOW",
    "pls msg me b4 2moro thx": "please message me before tomorrow thanks",
}
UNTOUCHED = (
    "mail me at a.b@zephyr.example",
    "between 10:30 and 3:15; (see below): note:(this)",
    "seat 12A, 20°C, £35 & a bag – is that all?",
    "seat U or R? Mr Ty and K. Nd in row Y of the U-Bahn",
    "X-2b4, u.k., gf@zephyr.example",
    "/request_status",
    "",
)
Hear = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def hear() -> Hear:
    texts = [*HEARD, *UNTOUCHED, "where is it 😡 #lost :(", "👍"]
    done = subprocess.run(
        [BOT_PYTHON, "-c", HEARS], cwd=ROOT, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    heard: dict[str, list[str]] = json.loads(done.stdout)
    return heard.__getitem__


@pytest.mark.parametrize(("typed", "heard"), HEARD.items())
def test_signs_are_heard_as_words(hear: Hear, typed: str, heard: str) -> None:
    assert hear(typed)[0] == heard


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_in_words_stays_as_it_is(hear: Hear, text: str) -> None:
    assert hear(text) == [text, text]


def test_how_somebody_feels_says_nothing_about_what_is_wanted(hear: Hear) -> None:
    assert hear("where is it 😡 #lost :(") == ["where is it angry lost so sad", "where is it lost"]


def test_a_picture_alone_leaves_no_words(hear: Hear) -> None:
    assert hear("👍") == ["ok good", ""]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("@ZephyrAir you&#39;re the worst", "you're the worst"),
        ("never flying with you again https://t.co/aB3", "never flying with you again"),
        ("you people #thisisadisgrace", "you people this is a disgrace"),
    ],
)
def test_anger_is_heard_however_it_is_dressed(judge: Judge, typed: str, said: str) -> None:
    assert judge(typed)[-1].score == pytest.approx(judge(said)[-1].score)


def test_an_angry_face_raises_the_risk_and_a_happy_one_does_not(judge: Judge) -> None:
    calm, angry, happy = (judge(f"my flight is delayed{face}")[-1].score for face in ("", " 😡", " 😊"))
    assert happy < 1.5 * calm < angry
