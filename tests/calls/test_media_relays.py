"""The passwords that browsers get are those that a real coturn takes, for as long as they say and no longer."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from aioice import stun, turn

from customer_care import clock
from tests.coturn import Relay, relay
from webrtc_gateway.media_relays import GOOD_FOR, RENEW_AFTER, MediaRelays, RelayAccess


@pytest.fixture(scope="module")
def coturn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    with relay(tmp_path_factory.mktemp("coturn")) as running:
        yield running


async def opens(coturn: Relay, access: RelayAccess, transport: str) -> bool:
    """Whether the relay lends an address to whoever shows this."""
    try:
        lent, _ = await turn.create_turn_endpoint(
            asyncio.DatagramProtocol,
            server_addr=("127.0.0.1", coturn.port),
            username=access.username,
            password=access.credential,
            transport=transport,
        )
    except stun.TransactionFailed:
        return False
    lent.close()
    await asyncio.sleep(0.1)
    return True


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_fresh_password_opens_the_relay(coturn: Relay, transport: str) -> None:
    access = MediaRelays(coturn.urls, coturn.secret).access(clock.now())
    assert access
    assert await opens(coturn, access, transport)


async def test_a_password_that_has_run_out_or_is_made_of_another_secret_opens_nothing(coturn: Relay) -> None:
    relays = MediaRelays(coturn.urls, coturn.secret)
    old = relays.access(clock.now() - GOOD_FOR - timedelta(seconds=5))
    foreign = MediaRelays(coturn.urls, "another secret").access(clock.now())
    assert old
    assert foreign
    assert not await opens(coturn, old, "udp")
    assert not await opens(coturn, foreign, "udp")


def test_each_password_is_new_says_of_nobody_who_they_are_and_is_renewed_long_before_it_runs_out() -> None:
    now = clock.now()
    relays = MediaRelays(("turn:relay.example.org",), "secret")
    first, second = relays.access(now), relays.access(now)
    assert first
    assert second
    assert first.username != second.username
    runs_out, someone = first.username.split(":")
    assert int(runs_out) == int((now + GOOD_FOR).timestamp())
    assert len(someone) == 16
    assert first.renew_at == now + RENEW_AFTER < now + GOOD_FOR - timedelta(hours=1)


def test_without_relays_nothing_is_given() -> None:
    assert MediaRelays((), "").access(clock.now()) is None
