"""Every conversation of this folder with the product as it runs, judged by what it left in the records."""

import pytest

from tests.conversations.company import Airline
from tests.conversations.having import differences, have, transcript
from tests.conversations.written import Written, all_written

pytestmark = pytest.mark.timeout(400)


@pytest.mark.parametrize("written", all_written(), ids=lambda written: f"{written.file}:{written.id}")
def test_the_conversation_leaves_what_it_should(airline: Airline, written: Written) -> None:
    talked = have(airline, written)
    wrong = differences(airline, written, talked)
    assert not wrong, "\n".join([*wrong, "", transcript(written, talked)])
