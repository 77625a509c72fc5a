"""What a customer may always do with their conversation: read it, see what is held about them, and have it deleted."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from customer_care import context, frustration, handoffs, journal, outbox, recordings, unasked, wording
from customer_care.context import Consent
from customer_care.conversations import Conversation, Verification
from customer_care.frustration import ContestedReason, FrustrationReport
from customer_care.handoffs import Handoff
from customer_care.journal import Turn
from customer_care.outbox import OutboxRow
from customer_care.recordings import Recording
from customer_care.repairs import Repair, RepairStep
from customer_care.unasked import MailConsent, UnaskedMessage
from customer_care.worklog import WorkDone

NOT_REPEATED = {"transcript", "feelings"}


def transcript(session: Session, conversation: Conversation) -> str:
    """The whole conversation as plain text, a line a turn, with times in UTC."""
    lines = [
        f"{turn.at:%Y-%m-%d %H:%M} UTC  {turn.name or wording.say(f'utter_speaker_{turn.speaker}').text}: {turn.text}"
        for turn in journal.read_after(session, conversation, 0, limit=100_000)
    ]
    return "\n".join(lines) + "\n"


def held(session: Session, conversation: Conversation) -> list[dict[str, str]]:
    """What is kept about this customer, each with a title and its content in words."""
    since = f"{conversation.started_at:%d %B %Y}"
    kept = wording.say("utter_held_conversation", turns=conversation.last_seq, since=since).text
    noted = [item for item in context.draft(session, conversation, []) if item.key not in NOT_REPEATED]
    return [
        {"title": wording.say("utter_held_title_conversation").text, "text": kept},
        *({"title": wording.say(f"utter_held_title_{item.key}").text, "text": "\n".join(item.lines)} for item in noted),
        {"title": wording.say("utter_held_title_feelings").text, "text": _noticed(session, conversation)},
        *_news_address(session, conversation),
        *_recordings(session, conversation),
    ]


def _recordings(session: Session, conversation: Conversation) -> list[dict[str, str]]:
    """Each with its id, so that it can be downloaded."""
    title = wording.say("utter_held_title_recording").text
    return [
        {"title": title, "text": _recording_in_words(recording), "recording": recording.public_id}
        for recording in recordings.kept_of(session, conversation)
    ]


def _recording_in_words(recording: Recording) -> str:
    return wording.say(
        "utter_held_recording",
        when=wording.moment(recording.started_at or recording.proposed_at),
        adviser=recording.adviser_name,
        length=wording.length(recording.seconds or 0),
        until=f"{recording.keep_until:%d %B %Y}",
    ).text


def _news_address(session: Session, conversation: Conversation) -> list[dict[str, str]]:
    address = unasked.mail_address(session, conversation)
    return [{"title": wording.say("utter_held_title_news").text, "text": address}] if address else []


def _noticed(session: Session, conversation: Conversation) -> str:
    """Everything that was noticed about how it went: each turn that was judged, each reason, and what was contested."""
    reports = frustration.over_time(session, conversation)
    contested = frustration.contested(session, conversation)
    codes = dict.fromkeys([*(code for report in reports for code in report.reasons), *sorted(contested)])
    course = [wording.say("utter_held_course", count=len(reports), course=context.in_words(reports)).text] if reports else []
    lines = [*course, *(wording.reason_and_answer(code, contested) for code in codes)]
    return "\n".join(lines) or wording.say("utter_held_nothing_noticed").text


def erase(session: Session, conversation: Conversation, now: datetime) -> None:
    """Deletes every word of the conversation and what was noted about its customer, here and at the assistant.

    Receipts stay, because they prove what was done to a booking; so do commitments and the bare dates of handoffs. A handoff
    under way ends first.
    """
    current = handoffs.under_way(session, conversation)
    if current and current.status in handoffs.WAITING:
        handoffs.withdraw(session, conversation, current, now)
    elif current:
        handoffs.wrap_up(session, conversation, current, "customer", now)
    ours = Handoff.conversation_id == conversation.id
    session.execute(delete(Consent).where(Consent.handoff_id.in_(select(Handoff.id).where(ours))))
    session.execute(update(Handoff).where(ours).values(reasons=[], shown=[], note=None, phone=None))
    recordings.forget(session, conversation)
    theirs = Repair.conversation_id == conversation.id
    session.execute(delete(RepairStep).where(RepairStep.repair_id.in_(select(Repair.id).where(theirs))))
    for table in (
        Turn,
        Verification,
        WorkDone,
        FrustrationReport,
        ContestedReason,
        OutboxRow,
        Repair,
        UnaskedMessage,
        MailConsent,
    ):
        session.execute(delete(table).where(table.conversation_id == conversation.id))
    outbox.put(session, conversation, outbox.Errand.FORGET, {}, now)
    conversation.goal, conversation.erased_at = None, now
