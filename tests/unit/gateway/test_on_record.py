"""Whose voice a recording gets: what the other end can hear, and nothing besides."""

from tests.unit.gateway.test_call import AT, a_call, a_consultation, a_live_call, after, with_guest
from webrtc_gateway import call as rules
from webrtc_gateway.call import Call, Side, Supervising
from webrtc_gateway.leg import LegState

BOTH = {Side.CUSTOMER, Side.ADVISER}


def test_two_who_talk_are_both_on_it() -> None:
    assert rules.on_record(a_live_call()) == BOTH


def test_before_they_talk_and_afterwards_nobody_is() -> None:
    alone, _ = after(a_call(), (Side.CUSTOMER, LegState.UP))
    over, _ = rules.end(a_live_call(), rules.Ended.ADVISER_HUNG_UP)
    assert rules.on_record(a_call()) == rules.on_record(alone) == rules.on_record(over) == set()


def test_who_is_muted_is_not() -> None:
    for muted in BOTH:
        assert rules.on_record(rules.mute(a_live_call(), muted, True)[0]) == BOTH - {muted}


def test_on_hold_nobody_is() -> None:
    held, _ = rules.hold(a_live_call())
    assert rules.on_record(held) == set()
    assert rules.on_record(rules.resume(held)[0]) == BOTH


def test_while_one_is_away_nobody_is() -> None:
    for away in BOTH:
        left = after(a_live_call(), (away, LegState.GONE))[0]
        assert rules.on_record(left) <= {away}
        assert rules.on_record(after(left, (away, LegState.UP))[0]) == BOTH


def test_what_advisers_say_among_themselves_is_not() -> None:
    assert rules.on_record(a_consultation()) == set()


def test_a_second_adviser_who_is_brought_in_would_be() -> None:
    assert rules.on_record(rules.bring_together(a_consultation())[0]) == {*BOTH, Side.SECOND}


def test_a_whisper_to_the_adviser_is_not() -> None:
    def supervised(how: Supervising) -> Call:
        return with_guest(a_live_call(), Side.SUPERVISOR, how)

    assert rules.on_record(supervised(Supervising.LISTEN)) == BOTH
    assert rules.on_record(supervised(Supervising.WHISPER)) == BOTH
    assert rules.on_record(supervised(Supervising.JOIN)) == {*BOTH, Side.SUPERVISOR}


def test_only_of_two_can_a_recording_be_made() -> None:
    lead = [with_guest(a_live_call(), Side.SUPERVISOR, how) for how in Supervising]
    assert [call.is_between_two() for call in lead] == [True, True, False]
    together = rules.bring_together(a_consultation())[0]
    assert [call.is_between_two() for call in (a_live_call(), a_consultation(), together)] == [True, True, False]
    assert rules.guest_leaves(together, Side.SECOND)[0].is_between_two()


def test_a_lost_party_takes_nobody_elses_voice_onto_it() -> None:
    call = rules.time_passed(after(a_live_call(), (Side.CUSTOMER, LegState.SILENT))[0], AT)[0]
    assert Side.CUSTOMER not in rules.on_record(call)
