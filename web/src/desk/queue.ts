// Who is waiting, for how long and why. The eye starts here.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { QueueEntry } from "../shared/messages.gen";
import { words } from "../shared/words.en";
import "../shared/call-clock";
import type { Workplace } from "./workplace";

export function queue(entries: QueueEntry[], workplace: Workplace) {
  return html`<section class="box" aria-labelledby="queue">
    <h2 id="queue" tabindex="-1">${words.desk.queue}</h2>
    ${entries.length === 0 ? html`<p class="small quiet">${words.desk.queueEmpty}</p>` : nothing}
    <ul class="queue" role="list" aria-labelledby="queue">
      ${repeat(
        entries,
        entry => entry.handoff,
        entry => queued(entry, workplace),
      )}
    </ul>
  </section>`;
}

function queued(entry: QueueEntry, workplace: Workplace) {
  const { since, way, reason_text, mine } = entry;
  return html`<li class=${mine ? "mine" : ""}>
    <p class="row small">
      <strong><reassure-call-clock .since=${since} label=${words.desk.waiting}></reassure-call-clock></strong>
      <span class="tag">${words.desk.way[way]}</span> ${mine ? html`<span class="tag">${words.desk.mine}</span>` : nothing}
    </p>
    <p class="small">${reason_text}</p>
    ${entry.status === "CALLBACK" && !workplace.handoff ? takeCallback(entry, workplace) : nothing}
  </li>`;
}

function takeCallback({ handoff, way }: QueueEntry, workplace: Workplace) {
  return html`<button type="button" @click=${() => workplace.accept(handoff, way)}>${words.desk.takeCallback}</button>`;
}
