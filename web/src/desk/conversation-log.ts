// What was said, with who and when, and what is said now.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Turn } from "../shared/messages.gen";
import { dayAndTime, shortDayAndTime } from "../shared/times";
import type { Mine, Transcript } from "../shared/transcript-state";
import { words } from "../shared/words.en";

export function conversationLog(transcript: Transcript, adviser: string) {
  const empty = transcript.turns.length + transcript.mine.length === 0;
  return html`<div class="log" role="log" aria-label=${words.desk.conversation} aria-relevant="additions" tabindex="0">
    ${empty ? html`<p class="quiet">${words.desk.nothingShared}</p>` : nothing}
    ${repeat([...transcript.turns, ...transcript.mine], keyOf, entry =>
      "speaker" in entry ? turnView(entry, adviser) : mineView(entry),
    )}
  </div>`;
}

function turnView(turn: Turn, adviser: string) {
  if (turn.speaker === "system")
    return html`<p class="event small quiet">${shortDayAndTime(turn.at)} · ${turn.text}</p>`;
  return entry(turn.speaker, speakerName(turn, adviser), turn.at, turn.text, nothing);
}

function mineView(message: Mine) {
  const state = {
    sending: words.chat.sending,
    kept: words.chat.kept,
    sent: words.chat.sent,
    refused: `${words.chat.refused} ${message.problem ?? ""}`,
  }[message.state];
  const note = html`<span class=${message.state === "refused" ? "small problem" : "small quiet"}>${state}</span>`;
  return entry("adviser", words.speaker.you, message.at, message.text, note);
}

function entry(speaker: string, name: string, at: string, text: string, note: unknown) {
  return html`<article class=${speaker}>
    <p class="who small"><strong>${name}</strong> <time class="quiet" datetime=${at} title=${dayAndTime(at)}>${shortDayAndTime(at)}</time></p>
    <p class="said">${text}</p>
    ${note}
  </article>`;
}

function speakerName({ speaker, name }: Turn, adviser: string): string {
  if (speaker === "customer") return words.speaker.customer;
  if (speaker === "assistant") return words.speaker.assistant;
  return name === adviser ? words.speaker.you : words.speaker.adviser(name);
}

function keyOf(entry: Turn | Mine): string {
  return "speaker" in entry ? (entry.client_id ?? `seq-${entry.seq}`) : entry.id;
}
