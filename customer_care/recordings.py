"""A recording of a call: proposed by the adviser, agreed to by the customer, seen by both all the time, ended by either.

Here is its record: the question that was asked, the answer, each move with who made it, where the file is, its key, and until
when it is kept. The sound is written by `webrtc_gateway/recorder.py`. Taking the key out of the row ends a recording for good:
its file is noise from then on, and is cleared away by the next round of the worker.

PROPOSED → REFUSED | WITHDRAWN | ON ⇄ PAUSED → STOPPED → ERASED
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, delete, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from customer_care import journal, sealed_files, wording
from customer_care.calls import CallRecord, CallStatus
from customer_care.conversations import Conversation
from customer_care.database import Base, reading, unit_of_work
from customer_care.errors import ReassureError
from customer_care.handoffs import Handoff
from customer_care.sealed_files import SealBroken
from customer_care.settings import Settings

# A gateway says every few seconds that it still writes; after this long without a word it is not there any more.
GIVEN_UP_AFTER = timedelta(seconds=30)


class RecordingStatus(StrEnum):
    PROPOSED = "PROPOSED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    ON = "ON"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"
    ERASED = "ERASED"


class StoppedBecause(StrEnum):
    """Who or what ended it. The last four are nobody's wish, and are said as such."""

    CUSTOMER = "customer"
    ADVISER = "adviser"
    CALL_ENDED = "call_ended"
    OTHERS_JOINED = "others_joined"
    TRANSFERRED = "transferred"
    DISK_FULL = "disk_full"
    DISK_FAILED = "disk_failed"
    DISK_SLOW = "disk_slow"
    INTERRUPTED = "interrupted"


SAID = {
    StoppedBecause.CALL_ENDED: "ended_with_call",
    StoppedBecause.OTHERS_JOINED: "others_joined",
    StoppedBecause.TRANSFERRED: "transferred",
}
FAULTS = {StoppedBecause.DISK_FULL, StoppedBecause.DISK_FAILED, StoppedBecause.DISK_SLOW, StoppedBecause.INTERRUPTED}

MOVES: dict[RecordingStatus, set[RecordingStatus]] = {
    RecordingStatus.PROPOSED: {RecordingStatus.REFUSED, RecordingStatus.WITHDRAWN, RecordingStatus.ON},
    RecordingStatus.ON: {RecordingStatus.PAUSED, RecordingStatus.STOPPED},
    RecordingStatus.PAUSED: {RecordingStatus.ON, RecordingStatus.STOPPED},
    RecordingStatus.STOPPED: {RecordingStatus.ERASED},
    RecordingStatus.REFUSED: set(),
    RecordingStatus.WITHDRAWN: set(),
    RecordingStatus.ERASED: set(),
}
RUNNING = {RecordingStatus.ON, RecordingStatus.PAUSED}
OPEN = {RecordingStatus.PROPOSED, *RUNNING}
_OPEN = text(f"status IN ({', '.join(repr(str(status)) for status in sorted(OPEN))})")


class RecordingOff(ReassureError):
    """This company does not record calls (RECORDING)."""

    code: ClassVar[str] = "recording_off"


class RecordingDeclined(ReassureError):
    """The customer said no, or stopped it: they are not asked again in this call."""

    code: ClassVar[str] = "recording_declined"


class RecordingOver(ReassureError):
    """It is not (or no longer) in a state in which that can be done."""

    code: ClassVar[str] = "recording_over"


class OthersTakePart(ReassureError):
    """Somebody else talks with the customer, too: what the two could agree on would be over before it began."""

    code: ClassVar[str] = "others_take_part"


class NotRecordable(ReassureError):
    """Nobody is talking, so there is nothing to record."""

    code: ClassVar[str] = "not_recordable"


class Recording(Base):
    """`wrapped_key` opens the file; without it there is none.

    `size` (bytes), `sha256` and `seconds` are those of the finished file; `is_whole` is false for one that ends where a crash or
    a full disk cut it off.
    """

    __tablename__ = "recordings"
    __table_args__ = (Index("ux_recordings_one_open", "call_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id"), index=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    status: Mapped[RecordingStatus] = mapped_column(index=True)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("advisers.id"))
    adviser_name: Mapped[str] = mapped_column(String(60))
    question: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stopped_because: Mapped[StoppedBecause | None]
    alive_at: Mapped[datetime | None]
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    seconds: Mapped[int | None]
    is_whole: Mapped[bool] = mapped_column(default=False)
    keep_until: Mapped[datetime | None] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]


class RecordingConsent(Base):
    """The customer's answer: to which words, exactly as they were shown, and when."""

    __tablename__ = "recording_consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"), index=True)
    agreed: Mapped[bool]
    wording: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class RecordingMove(Base):
    """The log of moves: what was recorded lies between an ON and the next of PAUSED and STOPPED."""

    __tablename__ = "recording_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"), index=True)
    to: Mapped[RecordingStatus]
    by: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]


@dataclass(frozen=True)
class Keeping:
    """How this installation records: whether at all, where, under which secret, and for how long."""

    allowed: bool
    folder: Path
    secret: str
    days: int

    def file_of(self, public_id: str) -> Path:
        return self.folder / f"{public_id}.sealed"


def keeping_of(settings: Settings) -> Keeping:
    return Keeping(
        allowed=settings.recording == "ask",
        folder=settings.recordings_dir,
        secret=settings.recording_key or settings.secret_key,
        days=settings.recording_days,
    )


# ── the flow ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def propose(session: Session, conversation: Conversation, handoff: Handoff, keeping: Keeping, now: datetime) -> Recording:
    """The adviser proposes to record; the customer is asked. Asking twice is harmless.

    Raises RecordingOff, NotRecordable and, after a no, RecordingDeclined.
    """
    if not keeping.allowed:
        raise RecordingOff
    current = of_handoff(session, handoff)
    if current:
        return current
    call = session.scalar(select(CallRecord).where(CallRecord.handoff_id == handoff.id, CallRecord.status != CallStatus.ENDED))
    if call is None or handoff.adviser_id is None or handoff.adviser_name is None:
        raise NotRecordable
    if _declined(session, handoff):
        raise RecordingDeclined
    recording = Recording(
        public_id=secrets.token_hex(16),
        conversation_id=conversation.id,
        handoff_id=handoff.id,
        call_id=call.id,
        status=RecordingStatus.PROPOSED,
        proposed_by=handoff.adviser_id,
        adviser_name=handoff.adviser_name,
        question=wording.say("utter_recording_question", adviser=handoff.adviser_name, days=keeping.days).text,
        proposed_at=now,
        is_whole=False,
    )
    session.add(recording)
    try:
        session.flush()
    except IntegrityError as asked_already:
        raise RecordingOver from asked_already
    _log(session, recording, RecordingStatus.PROPOSED, handoff.adviser_name, now)
    return recording


def answer(
    session: Session,
    conversation: Conversation,
    public_id: str,
    agreed: bool,
    keeping: Keeping,
    now: datetime,
) -> Recording:
    """The customer's answer, kept with the words that they saw. A yes makes the file's key. Raises RecordingOver."""
    recording = _of_conversation(session, conversation, public_id)
    if not agreed:
        _move(session, recording, RecordingStatus.REFUSED, "customer", now)
    else:
        if not keeping.allowed:
            raise RecordingOff
        key = sealed_files.wrap(sealed_files.new_key(), keeping.secret, recording.public_id)
        _move(session, recording, RecordingStatus.ON, "customer", now, started_at=now, alive_at=now, wrapped_key=key)
    session.add(RecordingConsent(recording_id=recording.id, agreed=agreed, wording=recording.question, at=now))
    _tell(session, conversation, "started" if agreed else "refused", now)
    return recording


def pause(session: Session, conversation: Conversation, handoff: Handoff, paused: bool, now: datetime) -> Recording:
    """The adviser keeps something out of it, such as a card's number, or goes on. Asking twice is harmless."""
    recording = _demand_running(session, handoff)
    to = RecordingStatus.PAUSED if paused else RecordingStatus.ON
    if recording.status != to:
        _move(session, recording, to, recording.adviser_name, now)
        _tell(session, conversation, "paused" if paused else "resumed", now)
    return recording


def stop(session: Session, recording: Recording, because: StoppedBecause, keeping: Keeping, now: datetime) -> None:
    """Ends it, or takes the question back. Harmless when it is over already."""
    if recording.status == RecordingStatus.PROPOSED:
        _move(session, recording, RecordingStatus.WITHDRAWN, because, now)
    elif recording.status in RUNNING:
        kept = {"stopped_at": now, "stopped_because": because, "keep_until": now + timedelta(days=keeping.days)}
        _move(session, recording, RecordingStatus.STOPPED, because, now, **kept)
        conversation = session.get_one(Conversation, recording.conversation_id)
        _tell(session, conversation, _how_it_stopped(because), now)


def close_interrupted(session: Session, recording: Recording, keeping: Keeping, now: datetime) -> None:
    """Its gateway died: what was sealed until then is kept, as it lies there."""
    stop(session, recording, StoppedBecause.INTERRUPTED, keeping, now)
    file = keeping.file_of(recording.public_id)
    if file.exists() and recording.started_at and recording.alive_at:
        seconds = int((recording.alive_at - recording.started_at).total_seconds())
        finished(session, recording.public_id, file.stat().st_size, sealed_files.digest(file), seconds, is_whole=False)


def finished(session: Session, public_id: str, size: int, sha256: str, seconds: int, is_whole: bool) -> None:
    """What the finished file is. Nothing when the conversation was deleted meanwhile."""
    values = {"size": size, "sha256": sha256, "seconds": seconds, "is_whole": is_whole}
    session.execute(update(Recording).where(Recording.public_id == public_id).values(**values))


def note_alive(session: Session, public_ids: list[str], now: datetime) -> set[str]:
    """These recordings are being written at this moment. Returns those that are meant to be: the others are over, or deleted."""
    meant = (Recording.public_id.in_(public_ids), Recording.status.in_(RUNNING))
    return set(session.scalars(update(Recording).where(*meant).values(alive_at=now).returning(Recording.public_id)))


# ── finding them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def of_handoff(session: Session, handoff: Handoff) -> Recording | None:
    """The one that is proposed or running."""
    return session.scalar(select(Recording).where(Recording.handoff_id == handoff.id, Recording.status.in_(OPEN)))


def by_public_id(session: Session, public_id: str) -> Recording | None:
    return session.scalar(select(Recording).where(Recording.public_id == public_id))


def kept_of(session: Session, conversation: Conversation) -> list[Recording]:
    """The finished recordings of this customer that can be listened to, the oldest first."""
    ours = (Recording.conversation_id == conversation.id, *_can_be_heard())
    return list(session.scalars(select(Recording).where(*ours).order_by(Recording.id)))


def kept(session: Session, adviser_id: int | None, limit: int = 100) -> list[Recording]:
    """The newest finished recordings, first: all, or those of the handoffs of one adviser."""
    found = select(Recording).where(*_can_be_heard()).order_by(Recording.id.desc()).limit(limit)
    if adviser_id is not None:
        found = found.join(Handoff, Handoff.id == Recording.handoff_id).where(Handoff.adviser_id == adviser_id)
    return list(session.scalars(found))


def can_be_heard(recording: Recording) -> bool:
    """Whether it is over and not erased."""
    return recording.status == RecordingStatus.STOPPED and recording.wrapped_key is not None


def may_ask(session: Session, handoff: Handoff, keeping: Keeping) -> bool:
    """Whether the adviser may propose it now, as far as the records know."""
    return keeping.allowed and of_handoff(session, handoff) is None and not _declined(session, handoff)


def key_of(recording: Recording, keeping: Keeping) -> bytes:
    """The key of its file. Raises RecordingOver when it was erased, and SealBroken with another secret."""
    if recording.wrapped_key is None:
        raise RecordingOver
    return sealed_files.unwrap(recording.wrapped_key, keeping.secret, recording.public_id)


def sealed_in(recording: Recording, keeping: Keeping) -> Iterator[bytes]:
    """What is in its file, chunk by chunk. Raises RecordingOver, and SealBroken for a file that is not as it was finished."""
    path, key = keeping.file_of(recording.public_id), key_of(recording, keeping)
    if not path.exists() or (recording.sha256 and sealed_files.digest(path) != recording.sha256):
        raise SealBroken
    return sealed_files.chunks(path, key, demand_whole=recording.is_whole)


# ── the end of them ───────────────────────────────────────────────────────────────────────────────────────────────────


def forget(session: Session, conversation: Conversation) -> None:
    """The customer deleted the conversation: the keys go with the rows, and the files are cleared away by the worker."""
    theirs = select(Recording.id).where(Recording.conversation_id == conversation.id)
    for table in (RecordingConsent, RecordingMove):
        session.execute(delete(table).where(table.recording_id.in_(theirs)))
    session.execute(delete(Recording).where(Recording.conversation_id == conversation.id))


def tend(now: datetime, keeping: Keeping) -> int:
    """What time does: closes what no gateway writes any more, erases what was kept long enough, and clears away their files.

    Returns how many files went.
    """
    with reading() as session:
        due = [*_without_a_writer(session, now), *_without_a_call(session), *_kept_long_enough(session, now)]
    if due:
        _settle(keeping, now)
    return _sweep(keeping)


def _settle(keeping: Keeping, now: datetime) -> None:
    with unit_of_work() as session:
        for left in _without_a_writer(session, now):
            close_interrupted(session, left, keeping, now)
        for question in _without_a_call(session):
            stop(session, question, StoppedBecause.CALL_ENDED, keeping, now)
        for old in _kept_long_enough(session, now):
            _move(session, old, RecordingStatus.ERASED, "system", now, wrapped_key=None, erased_at=now)


def _sweep(keeping: Keeping) -> int:
    """Removes the files for which nobody has a key. A row comes before its file, so what has no row is over."""
    files = {path.stem: path for path in keeping.folder.glob("*.sealed")}
    if not files:
        return 0
    with reading() as session:
        named = (Recording.public_id.in_(files), Recording.wrapped_key.is_not(None))
        readable = set(session.scalars(select(Recording.public_id).where(*named)))
    gone = [path for name, path in files.items() if name not in readable]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _without_a_writer(session: Session, now: datetime) -> list[Recording]:
    silent = (Recording.status.in_(RUNNING), Recording.alive_at < now - GIVEN_UP_AFTER)
    return list(session.scalars(select(Recording).where(*silent)))


def _without_a_call(session: Session) -> list[Recording]:
    """Questions that nobody can answer any more."""
    asked = select(Recording).join(CallRecord, CallRecord.id == Recording.call_id)
    return list(session.scalars(asked.where(Recording.status == RecordingStatus.PROPOSED, CallRecord.status == CallStatus.ENDED)))


def _kept_long_enough(session: Session, now: datetime) -> list[Recording]:
    over = (Recording.status == RecordingStatus.STOPPED, Recording.keep_until <= now)
    return list(session.scalars(select(Recording).where(*over)))


# ── the one door ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _move(session: Session, recording: Recording, to: RecordingStatus, by: str, now: datetime, **values: Any) -> None:
    """Moves it to `to` if the database still has it in a state that allows that. Raises RecordingOver."""
    session.flush()
    sources = [status for status, targets in MOVES.items() if to in targets]
    moved = session.execute(
        update(Recording)
        .where(Recording.id == recording.id, Recording.status.in_(sources))
        .values(status=to, **values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise RecordingOver
    session.refresh(recording)
    _log(session, recording, to, by, now)


def _log(session: Session, recording: Recording, to: RecordingStatus, by: str, now: datetime) -> None:
    session.add(RecordingMove(recording_id=recording.id, to=to, by=by, at=now))


def _tell(session: Session, conversation: Conversation, what: str, now: datetime) -> None:
    """A line in the conversation, which both read."""
    journal.append(session, conversation, journal.Speaker.SYSTEM, wording.say(f"utter_system_recording_{what}").text, now)


def _how_it_stopped(because: StoppedBecause) -> str:
    if because in FAULTS:
        return "broke_off"
    return SAID.get(because, "stopped")


def _of_conversation(session: Session, conversation: Conversation, public_id: str) -> Recording:
    ours = (Recording.public_id == public_id, Recording.conversation_id == conversation.id)
    found = session.scalar(select(Recording).where(*ours))
    if found is None:
        raise RecordingOver
    return found


def _demand_running(session: Session, handoff: Handoff) -> Recording:
    recording = of_handoff(session, handoff)
    if recording is None or recording.status not in RUNNING:
        raise RecordingOver
    return recording


def _declined(session: Session, handoff: Handoff) -> bool:
    refused = (Recording.status == RecordingStatus.REFUSED) | (Recording.stopped_because == StoppedBecause.CUSTOMER)
    return session.scalar(select(Recording.id).where(Recording.handoff_id == handoff.id, refused).limit(1)) is not None


def _can_be_heard() -> tuple[Any, ...]:
    return (Recording.status == RecordingStatus.STOPPED, Recording.wrapped_key.is_not(None))
