"""What a call decides, without network, clock or database: every race is a line here."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from customer_care.calls import CallStatus
from webrtc_gateway import call as rules
from webrtc_gateway.call import (
    CONNECT_WITHIN,
    REJOIN_WITHIN,
    STAND_IN_AFTER,
    Call,
    Decision,
    Effect,
    Ended,
    Heard,
    Played,
    Side,
    Supervising,
)
from webrtc_gateway.leg import LegState

AT = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)


def a_call() -> Call:
    return Call(opened_at=AT, answered_at=AT)


def after(call: Call, *news: tuple[Side, LegState]) -> tuple[Call, list[Effect]]:
    effects: list[Effect] = []
    for side, state in news:
        call, effects = rules.leg_changed(call, side, state, AT)
    return call, effects


def a_live_call() -> Call:
    return after(a_call(), (Side.CUSTOMER, LegState.UP), (Side.ADVISER, LegState.UP))[0]


def with_guest(call: Call, side: Side, supervising: Supervising | None = None) -> Call:
    call, _ = rules.guest_comes(call, side, "Ben", supervising)
    return after(call, (side, LegState.JOINING), (side, LegState.UP))[0]


def a_consultation() -> Call:
    return with_guest(a_live_call(), Side.SECOND)


def everybody(call: Call) -> dict[Side, set[Heard]]:
    return {side: set(heard) for side, heard in rules.hearing(call).items()}


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
        assert effects == [Effect.KEEP_STATUS]
        assert everybody(call) == {Side.CUSTOMER: {Side.ADVISER}, Side.ADVISER: {Side.CUSTOMER}}


def test_who_waits_for_an_answer_hears_that_it_rings_and_may_wait_for_as_long_as_it_takes() -> None:
    waiting, _ = after(Call(opened_at=AT), (Side.CUSTOMER, LegState.UP))
    assert everybody(waiting) == {Side.CUSTOMER: {Played.WAITING}}
    assert rules.time_passed(waiting, AT + timedelta(hours=1)) == (waiting, [])
    answered, _ = rules.answered(waiting, "Ada", AT + timedelta(hours=1))
    assert rules.time_passed(answered, AT + timedelta(hours=1) + CONNECT_WITHIN)[1] == []
    live, _ = after(answered, (Side.ADVISER, LegState.UP))
    assert everybody(live)[Side.CUSTOMER] == {Side.ADVISER}


def taken_up_again() -> Call:
    """A call that was live when the process that carried it ended."""
    call, effects = rules.answered(Call(opened_at=AT, live_since=AT - timedelta(minutes=5)), "Ada", AT)
    assert effects == [Effect.KEEP_STATUS]
    return call


def test_taken_up_by_another_process_a_call_goes_on_and_who_is_not_back_yet_is_missed() -> None:
    call, _ = after(taken_up_again(), (Side.CUSTOMER, LegState.JOINING), (Side.CUSTOMER, LegState.UP))
    assert everybody(call) == {Side.CUSTOMER: {Played.INTERRUPTED}}
    assert rules.time_passed(call, AT + REJOIN_WITHIN) == (call, [])
    back, _ = after(call, (Side.ADVISER, LegState.UP))
    assert (back.status, back.live_since) == (CallStatus.LIVE, AT - timedelta(minutes=5))
    assert everybody(back) == {Side.CUSTOMER: {Side.ADVISER}, Side.ADVISER: {Side.CUSTOMER}}
    lost, _ = rules.time_passed(call, AT + REJOIN_WITHIN + timedelta(seconds=1))
    assert lost.ended_because is Ended.ADVISER_LOST


def test_an_adviser_lost_with_the_process_is_replaced_by_the_colleague_who_is_back() -> None:
    call, _ = rules.guest_comes(taken_up_again(), Side.SECOND, "Ben")
    call, _ = after(call, (Side.CUSTOMER, LegState.UP), (Side.SECOND, LegState.UP))
    assert everybody(call) == {Side.CUSTOMER: {Played.MUSIC}, Side.SECOND: {Played.INTERRUPTED}}
    together, _ = rules.time_passed(call, AT + STAND_IN_AFTER + timedelta(seconds=1))
    assert everybody(together) == {Side.CUSTOMER: {Side.SECOND}, Side.SECOND: {Side.CUSTOMER}}
    replaced, effects = rules.time_passed(together, AT + REJOIN_WITHIN + timedelta(seconds=1))
    assert replaced.parties[Side.ADVISER].name == "Ben"
    assert Effect.KEEP_REPLACED in effects


def test_passed_back_to_the_queue_the_customer_waits_in_the_same_call_without_the_adviser() -> None:
    waiting, _ = rules.wait_again(with_guest(a_consultation(), Side.SUPERVISOR, Supervising.JOIN))
    assert everybody(waiting) == {Side.CUSTOMER: {Played.WAITING}}
    assert (waiting.answered_at, waiting.live_since) == (None, None)
    assert set(waiting.parties) == {Side.CUSTOMER, Side.ADVISER}


def test_a_silent_leg_is_still_there_and_nothing_is_joined_anew_when_it_speaks() -> None:
    silent, _ = after(a_live_call(), (Side.CUSTOMER, LegState.SILENT))
    assert everybody(silent) == {Side.CUSTOMER: {Side.ADVISER}, Side.ADVISER: {Played.INTERRUPTED}}
    call, effects = after(silent, (Side.CUSTOMER, LegState.UP))
    assert call.status is CallStatus.LIVE
    assert effects == []
    assert everybody(call)[Side.ADVISER] == {Side.CUSTOMER}


def test_while_a_line_is_interrupted_the_other_side_is_told_until_it_really_is_back() -> None:
    call, _ = after(a_live_call(), (Side.ADVISER, LegState.GONE))
    assert everybody(call) == {Side.CUSTOMER: {Played.INTERRUPTED}}
    call, _ = after(call, (Side.ADVISER, LegState.JOINING))
    assert everybody(call) == {Side.CUSTOMER: {Played.INTERRUPTED}}
    call, _ = after(call, (Side.ADVISER, LegState.UP))
    assert everybody(call) == {Side.CUSTOMER: {Side.ADVISER}, Side.ADVISER: {Side.CUSTOMER}}


def test_who_is_muted_is_not_heard_and_that_is_no_interruption() -> None:
    call, _ = rules.mute(a_live_call(), Side.ADVISER, muted=True)
    assert everybody(call) == {Side.CUSTOMER: set(), Side.ADVISER: {Side.CUSTOMER}}


def test_a_leg_that_rejoins_finds_the_call_as_it_was() -> None:
    held, _ = rules.hold(a_live_call())
    call, effects = after(held, (Side.CUSTOMER, LegState.GONE), (Side.CUSTOMER, LegState.JOINING), (Side.CUSTOMER, LegState.UP))
    assert call.status is CallStatus.HELD
    assert effects == []
    assert everybody(call) == {Side.CUSTOMER: {Played.MUSIC}, Side.ADVISER: set()}


def test_only_a_live_call_is_held_and_only_a_held_one_resumed() -> None:
    assert rules.hold(a_call()) == (a_call(), [])
    assert rules.resume(a_live_call()) == (a_live_call(), [])
    held, effects = rules.hold(a_live_call())
    assert effects == [Effect.KEEP_STATUS]
    assert everybody(held) == {Side.CUSTOMER: {Played.MUSIC}, Side.ADVISER: set()}
    resumed, effects = rules.resume(held)
    assert effects == [Effect.KEEP_STATUS]
    assert everybody(resumed) == everybody(a_live_call())


def test_a_consulted_adviser_talks_with_the_first_while_the_customer_hears_music() -> None:
    assert everybody(a_consultation()) == {
        Side.CUSTOMER: {Played.MUSIC},
        Side.ADVISER: {Side.SECOND},
        Side.SECOND: {Side.ADVISER},
    }


def test_the_adviser_goes_back_to_the_customer_and_the_second_one_waits_without_hearing_them() -> None:
    back, _ = rules.resume(a_consultation())
    assert everybody(back) == {
        Side.CUSTOMER: {Side.ADVISER},
        Side.ADVISER: {Side.CUSTOMER},
        Side.SECOND: {Played.MUSIC},
    }
    assert everybody(rules.hold(back)[0]) == everybody(a_consultation())


def test_brought_together_all_three_hear_each_other() -> None:
    call, effects = rules.bring_together(a_consultation())
    assert effects == [Effect.KEEP_STATUS]
    assert everybody(call) == {
        Side.CUSTOMER: {Side.ADVISER, Side.SECOND},
        Side.ADVISER: {Side.CUSTOMER, Side.SECOND},
        Side.SECOND: {Side.CUSTOMER, Side.ADVISER},
    }
    assert rules.bring_together(a_live_call()) == (a_live_call(), [])


def test_handed_over_the_second_adviser_is_the_adviser_and_the_first_is_out() -> None:
    call, effects = rules.hand_over(a_consultation())
    assert (call.status, effects) == (CallStatus.LIVE, [Effect.MOVE_SECOND, Effect.KEEP_STATUS])
    assert everybody(call) == {Side.CUSTOMER: {Side.ADVISER}, Side.ADVISER: {Side.CUSTOMER}}
    assert call.parties[Side.ADVISER].name == "Ben"
    assert rules.hand_over(call) == (call, [])  # heard of twice, done once
    assert rules.hand_over(a_live_call()) == (a_live_call(), [])


def test_when_the_consulted_adviser_leaves_the_customer_is_back_with_the_first() -> None:
    call, effects = rules.guest_leaves(a_consultation(), Side.SECOND)
    assert (call.status, effects) == (CallStatus.LIVE, [Effect.KEEP_STATUS])
    assert everybody(call) == everybody(a_live_call())
    held, _ = rules.hold(rules.resume(a_consultation())[0])
    assert rules.guest_leaves(held, Side.SECOND)[0].status is CallStatus.HELD  # the adviser's own hold stays


def test_a_second_adviser_who_rejoins_puts_nobody_on_hold_again_once_all_are_together() -> None:
    together, _ = rules.bring_together(a_consultation())
    call, _ = after(together, (Side.SECOND, LegState.GONE), (Side.SECOND, LegState.JOINING), (Side.SECOND, LegState.UP))
    assert everybody(call) == everybody(together)


def test_a_supervisor_hears_all_and_is_heard_by_whom_they_chose() -> None:
    alone = everybody(a_live_call())
    listening = with_guest(a_live_call(), Side.SUPERVISOR, Supervising.LISTEN)
    assert everybody(listening) == {**alone, Side.SUPERVISOR: {Side.CUSTOMER, Side.ADVISER}}
    whispering, _ = rules.guest_comes(listening, Side.SUPERVISOR, "Ben", Supervising.WHISPER)
    assert everybody(whispering)[Side.CUSTOMER] == {Side.ADVISER}
    assert everybody(whispering)[Side.ADVISER] == {Side.CUSTOMER, Side.SUPERVISOR}
    joined, _ = rules.guest_comes(whispering, Side.SUPERVISOR, "Ben", Supervising.JOIN)
    assert everybody(joined)[Side.CUSTOMER] == {Side.ADVISER, Side.SUPERVISOR}
    left, _ = rules.guest_leaves(joined, Side.SUPERVISOR)
    assert everybody(left) == alone


def test_a_supervisor_who_listens_without_a_microphone_is_not_missed_and_is_heard_once_they_speak() -> None:
    silent, _ = after(with_guest(a_live_call(), Side.SUPERVISOR, Supervising.LISTEN), (Side.SUPERVISOR, LegState.SILENT))
    assert rules.time_passed(silent, AT + 2 * REJOIN_WITHIN) == (silent, [])
    whispering, _ = rules.guest_comes(silent, Side.SUPERVISOR, "Ben", Supervising.WHISPER)
    assert everybody(whispering)[Side.ADVISER] == {Side.CUSTOMER}
    speaking, _ = after(whispering, (Side.SUPERVISOR, LegState.UP))
    assert everybody(speaking)[Side.ADVISER] == {Side.CUSTOMER, Side.SUPERVISOR}


def test_a_held_customer_is_heard_by_nobody_and_hears_nobody_whoever_is_in_the_call() -> None:
    call = with_guest(a_consultation(), Side.SUPERVISOR, Supervising.WHISPER)
    heard = everybody(call)
    assert heard[Side.CUSTOMER] == {Played.MUSIC}
    assert all(Side.CUSTOMER not in voices for voices in heard.values())
    assert heard[Side.SUPERVISOR] == {Side.ADVISER, Side.SECOND}


def test_who_was_not_let_in_has_no_part_in_the_call() -> None:
    call, effects = after(a_live_call(), (Side.SECOND, LegState.UP), (Side.SUPERVISOR, LegState.UP))
    assert (call, effects) == (a_live_call(), [])


def test_a_guest_who_is_lost_is_let_go_and_the_call_goes_on() -> None:
    lost, _ = after(a_consultation(), (Side.SECOND, LegState.GONE))
    assert rules.time_passed(lost, AT + REJOIN_WITHIN)[0] == lost
    call, _ = rules.time_passed(lost, AT + REJOIN_WITHIN + timedelta(seconds=1))
    assert everybody(call) == everybody(a_live_call())


def without_adviser(call: Call, *more: tuple[Side, LegState]) -> Call:
    return after(call, (Side.ADVISER, LegState.SILENT), (Side.ADVISER, LegState.GONE), *more)[0]


def much_later(call: Call, than: timedelta) -> Decision:
    assert rules.time_passed(call, AT + than) == (call, [])
    return rules.time_passed(call, AT + than + timedelta(seconds=1))


def test_when_the_advisers_line_stays_down_the_colleague_and_the_customer_are_brought_together() -> None:
    waiting = rules.resume(a_consultation())[0]
    for call, played in ((without_adviser(a_consultation()), Played.MUSIC), (without_adviser(waiting), Played.INTERRUPTED)):
        assert everybody(call)[Side.CUSTOMER] == {played}
        stands_in, _ = much_later(call, STAND_IN_AFTER)
        assert stands_in.status is CallStatus.LIVE
        assert everybody(stands_in) == {Side.CUSTOMER: {Side.SECOND}, Side.SECOND: {Side.CUSTOMER}}
        assert rules.time_passed(stands_in, AT + REJOIN_WITHIN) == (stands_in, [])


def test_a_silent_line_of_the_adviser_is_enough_to_be_stood_in_for_and_without_a_colleague_nobody_does() -> None:
    silent, _ = after(a_consultation(), (Side.ADVISER, LegState.SILENT))
    assert much_later(silent, STAND_IN_AFTER)[0].together
    for call in (without_adviser(a_live_call()), without_adviser(a_consultation(), (Side.SECOND, LegState.GONE))):
        assert rules.time_passed(call, AT + REJOIN_WITHIN) == (call, [])


def test_an_adviser_who_comes_back_within_the_minute_finds_all_together() -> None:
    stands_in, _ = much_later(without_adviser(a_consultation()), STAND_IN_AFTER)
    back, effects = after(stands_in, (Side.ADVISER, LegState.JOINING), (Side.ADVISER, LegState.UP))
    assert effects == []
    assert everybody(back) == everybody(rules.bring_together(a_consultation())[0])
    assert rules.time_passed(back, AT + 2 * REJOIN_WITHIN) == (back, [])


def test_a_lost_adviser_is_replaced_by_the_colleague_in_the_call() -> None:
    stands_in, _ = much_later(without_adviser(a_consultation()), STAND_IN_AFTER)
    call, effects = much_later(stands_in, REJOIN_WITHIN)
    assert effects == [Effect.MOVE_SECOND, Effect.KEEP_REPLACED]
    assert (call.status, call.parties[Side.ADVISER].name) == (CallStatus.LIVE, "Ben")
    assert everybody(call) == {Side.CUSTOMER: {Side.ADVISER}, Side.ADVISER: {Side.CUSTOMER}}
    assert rules.time_passed(call, AT + 3 * REJOIN_WITHIN) == (call, [])


def test_who_is_not_on_the_line_replaces_nobody() -> None:
    for call in (
        without_adviser(a_live_call()),
        without_adviser(a_consultation(), (Side.SECOND, LegState.GONE)),
        without_adviser(with_guest(a_live_call(), Side.SUPERVISOR, Supervising.JOIN)),
    ):
        assert much_later(call, REJOIN_WITHIN)[0].ended_because is Ended.ADVISER_LOST


def test_when_the_customer_is_lost_as_well_nobody_takes_over() -> None:
    call = without_adviser(a_consultation(), (Side.CUSTOMER, LegState.GONE))
    ended, _ = rules.time_passed(call, AT + REJOIN_WITHIN + timedelta(seconds=1))
    assert ended.ended_because is Ended.CUSTOMER_LOST


def test_the_second_to_hang_up_changes_nothing() -> None:
    ended, effects = rules.end(a_live_call(), Ended.CUSTOMER_HUNG_UP)
    assert effects == [Effect.KEEP_STATUS, Effect.CLOSE]  # whoever is told of the end finds it on record
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


NEWS = st.one_of(
    st.tuples(st.just(rules.leg_changed), st.sampled_from(Side), st.sampled_from(LegState), st.just(AT)),
    st.tuples(st.just(rules.mute), st.sampled_from(Side), st.booleans()),
    st.tuples(st.sampled_from([rules.hold, rules.resume, rules.bring_together, rules.hand_over, rules.wait_again])),
    st.tuples(st.just(rules.guest_comes), st.just(Side.SECOND), st.just("Ben")),
    st.tuples(st.just(rules.guest_comes), st.just(Side.SUPERVISOR), st.just("Clara"), st.sampled_from(Supervising)),
    st.tuples(st.just(rules.guest_leaves), st.sampled_from(Side)),
    st.tuples(st.just(rules.answered), st.just("Ada"), st.just(AT)),
    st.tuples(st.just(rules.time_passed), st.sampled_from([AT, AT + STAND_IN_AFTER * 2, AT + REJOIN_WITHIN * 2])),
)


@given(st.lists(NEWS, max_size=40))
def test_whatever_happens_nobody_hears_what_is_not_meant_for_them(news: list[tuple[Callable[..., Decision], Any]]) -> None:
    call = Call(opened_at=AT)
    for happens, *facts in news:
        call, _ = happens(call, *facts)
        hearing = rules.hearing(call)
        for listener, heard in hearing.items():
            assert call.parties[listener].is_up
            assert listener not in heard
            assert len(heard) <= 3  # as many as a browser offers places for
            assert not any(isinstance(voice, Side) and call.parties[voice].muted for voice in heard)
            if call.status is CallStatus.HELD:
                assert Side.CUSTOMER not in heard
            if call.supervising is not Supervising.JOIN and listener is not Side.ADVISER:
                assert Side.SUPERVISOR not in heard
            if not call.together and listener is Side.CUSTOMER:
                assert Side.SECOND not in heard
            if not call.together and listener is Side.SECOND:
                assert Side.CUSTOMER not in heard
