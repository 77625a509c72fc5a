"""What a call decides, without network, clock or database: every race is a line here."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from customer_care.calls import CallStatus
from webrtc_gateway import call as rules
from webrtc_gateway.call import CONNECT_WITHIN, REJOIN_WITHIN, Call, Effect, Ended, Side
from webrtc_gateway.leg import LegState

AT = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)


def a_call() -> Call:
    return Call(opened_at=AT)


def after(call: Call, *news: tuple[Side, LegState]) -> tuple[Call, list[Effect]]:
    effects: list[Effect] = []
    for side, state in news:
        call, effects = rules.leg_changed(call, side, state, AT)
    return call, effects


def a_live_call() -> Call:
    return after(a_call(), (Side.CUSTOMER, LegState.UP), (Side.ADVISER, LegState.UP))[0]


def test_a_weak_line_is_on_record_of_its_party_alone_and_moves_nobody() -> None:
    call, effects = rules.line_became(a_live_call(), Side.CUSTOMER, True)
    assert [call.parties[side].weak for side in (Side.CUSTOMER, Side.ADVISER)] == [True, False]
    assert (call.status, effects) == (CallStatus.LIVE, [])
    assert rules.line_became(call, Side.CUSTOMER, False)[0] == a_live_call()


def test_one_leg_alone_is_not_a_call_yet() -> None:
    call, effects = after(a_call(), (Side.CUSTOMER, LegState.JOINING), (Side.CUSTOMER, LegState.UP))
    assert call.status is CallStatus.CONNECTING
    assert effects == []


def test_the_call_is_live_when_both_legs_are_up_whoever_came_first() -> None:
    for first, second in ((Side.CUSTOMER, Side.ADVISER), (Side.ADVISER, Side.CUSTOMER)):
        call, effects = after(a_call(), (first, LegState.UP), (second, LegState.UP))
        assert (call.status, call.live_since) == (CallStatus.LIVE, AT)
        assert effects == [Effect.JOIN_AUDIO, Effect.KEEP_STATUS]


def test_a_silent_leg_is_still_there_and_nothing_is_joined_anew_when_it_speaks() -> None:
    call, effects = after(a_live_call(), (Side.CUSTOMER, LegState.SILENT), (Side.CUSTOMER, LegState.UP))
    assert call.status is CallStatus.LIVE
    assert effects == []


def test_a_leg_that_rejoins_finds_the_call_as_it_was() -> None:
    held, _ = rules.hold(a_live_call())
    call, effects = after(held, (Side.CUSTOMER, LegState.GONE), (Side.CUSTOMER, LegState.JOINING), (Side.CUSTOMER, LegState.UP))
    assert call.status is CallStatus.HELD
    assert effects == [Effect.PLAY_HOLD]


def test_only_a_live_call_is_held_and_only_a_held_one_resumed() -> None:
    assert rules.hold(a_call()) == (a_call(), [])
    assert rules.resume(a_live_call()) == (a_live_call(), [])
    held, effects = rules.hold(a_live_call())
    assert effects == [Effect.PLAY_HOLD, Effect.KEEP_STATUS]
    assert rules.resume(held)[1] == [Effect.JOIN_AUDIO, Effect.KEEP_STATUS]


def test_the_second_to_hang_up_changes_nothing() -> None:
    ended, effects = rules.end(a_live_call(), Ended.CUSTOMER_HUNG_UP)
    assert effects == [Effect.CLOSE, Effect.KEEP_STATUS]
    assert rules.end(ended, Ended.ADVISER_HUNG_UP) == (ended, [])
    assert ended.ended_because is Ended.CUSTOMER_HUNG_UP


def test_news_of_a_leg_after_the_end_is_ignored() -> None:
    ended, _ = rules.end(a_live_call(), Ended.ADVISER_HUNG_UP)
    assert after(ended, (Side.CUSTOMER, LegState.GONE)) == (ended, [])


def test_a_call_that_never_connects_ends_and_says_why() -> None:
    waiting, effects = rules.time_passed(a_call(), AT + CONNECT_WITHIN)
    assert (waiting.status, effects) == (CallStatus.CONNECTING, [])
    ended, effects = rules.time_passed(a_call(), AT + CONNECT_WITHIN + timedelta(seconds=1))
    assert ended.ended_because is Ended.NO_AUDIO_PATH
    assert Effect.CLOSE in effects


def test_a_lost_party_has_a_minute_to_rejoin() -> None:
    lost, _ = after(a_live_call(), (Side.CUSTOMER, LegState.GONE))
    assert rules.time_passed(lost, AT + REJOIN_WITHIN)[1] == []
    assert rules.time_passed(lost, AT + REJOIN_WITHIN + timedelta(seconds=1))[0].ended_because is Ended.CUSTOMER_LOST


def test_the_other_side_is_told_of_a_mute_also_before_the_call_is_live() -> None:
    muted, effects = rules.mute(a_call(), Side.CUSTOMER, muted=True)
    assert muted.parties[Side.CUSTOMER].muted
    assert effects == []
    assert rules.mute(a_live_call(), Side.CUSTOMER, muted=True)[1] == [Effect.JOIN_AUDIO]


@given(st.lists(st.tuples(st.sampled_from(Side), st.sampled_from(LegState)), max_size=30))
def test_audio_is_joined_only_while_both_legs_are_there(news: list[tuple[Side, LegState]]) -> None:
    call = a_call()
    for side, state in news:
        call, effects = rules.leg_changed(call, side, state, AT)
        if Effect.JOIN_AUDIO in effects:
            assert call.both_up()
