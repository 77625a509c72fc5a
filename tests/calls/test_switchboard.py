"""What the switchboard does beyond the rules of a call: here, when it closes."""

import pytest

from customer_care import recordings, settings
from tests.calls.offers import GOOD_OFFER
from tests.calls.peers import LOCAL
from webrtc_gateway.call import Ended, Side
from webrtc_gateway.recorder import Recorder
from webrtc_gateway.sounds import Sounds
from webrtc_gateway.switchboard import ShuttingDown, Switchboard


async def test_a_switchboard_that_closes_takes_no_new_call_and_says_so_by_name() -> None:
    async def ended(handoff: str, because: Ended) -> None:
        raise AssertionError("nothing had begun")

    def changed(conversation: str) -> None:
        pass

    recorder = Recorder(recordings.keeping_of(settings.current()), changed)
    switchboard = Switchboard(LOCAL, Sounds(), recorder, changed, ended)
    await switchboard.close()
    with pytest.raises(ShuttingDown):
        await switchboard.open_leg("any", Side.CUSTOMER, GOOD_OFFER)
