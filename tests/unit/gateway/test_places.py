"""Where a conversation is open: who is told of its window, who lets go of the call, and that nothing is kept of who has left."""

from contextlib import ExitStack
from dataclasses import dataclass, field

from webrtc_gateway import messages
from webrtc_gateway.places import Places


@dataclass(eq=False)
class Tab:
    is_window: bool = False
    told: list[object] = field(default_factory=list)

    def send(self, message: object) -> None:
        self.told.append(message)


def test_each_page_is_told_that_there_is_a_window_and_that_it_is_gone() -> None:
    places, page, stranger, window = Places(), Tab(), Tab(), Tab(is_window=True)
    with ExitStack() as open_tabs:
        open_tabs.enter_context(places.open_in("mine", page))
        open_tabs.enter_context(places.open_in("another", stranger))
        with places.open_in("mine", window):
            places.tell("mine")
        assert page.told == [messages.PlaceState(True), messages.PlaceState(False)]
        assert stranger.told == []


def test_the_call_is_where_its_newest_leg_is() -> None:
    places, page, tab, window = Places(), Tab(), Tab(), Tab(is_window=True)
    with places.open_in("mine", page), places.open_in("mine", tab), places.open_in("mine", window):
        places.take_call("mine", window)
        assert page.told == tab.told == [messages.CallTaken()]
        assert window.told == []


def test_only_the_window_hears_that_it_is_wanted_back() -> None:
    places, page, window = Places(), Tab(), Tab(is_window=True)
    with places.open_in("mine", page), places.open_in("mine", window):
        places.bring_back("mine")
        assert (page.told, window.told) == ([], [messages.BroughtBack()])


def test_nobody_is_told_anything_of_a_conversation_that_is_not_open() -> None:
    places, page = Places(), Tab()
    with places.open_in("mine", page):
        pass
    places.tell("mine")
    places.take_call("mine", page)
    places.bring_back("mine")
    assert page.told == []
    assert not places._open
