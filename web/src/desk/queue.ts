// Who is waiting, for how long and why, and who is to be called back, by when. The eye starts here.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CallBack, QueueEntry } from "../shared/messages.gen";
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
  const { since, way, reason_text, mine, call_back } = entry;
  return html`<li class=${mine ? "mine" : ""}>
    <p class="row small">
      ${
        call_back
          ? callBackDue(call_back)
          : html`<strong><reassure-call-clock .since=${since} label=${words.desk.waiting}></reassure-call-clock></strong>`
      }
      <span class="tag">${words.desk.way[way]}</span> ${mine ? html`<span class="tag">${words.desk.mine}</span>` : nothing}
    </p>
    ${call_back?.tries ? html`<p class="small">${words.desk.notReachedSoFar(call_back.tries, call_back.most_tries)}</p>` : nothing}
    <p class="small">${reason_text}</p>
    ${entry.status === "CALLBACK" && !workplace.handoff ? takeCallback(entry, workplace) : nothing}
  </li>`;
}

/** What is late says so in words, and is bold and coloured besides. */
function callBackDue({ due, late }: CallBack) {
  return html`<strong class=${late ? "late" : ""}>${late ? words.desk.owedSince(due) : words.desk.owedBy(due)}</strong>`;
}

function takeCallback({ handoff, way }: QueueEntry, workplace: Workplace) {
  return html`<button type="button" @click=${() => workplace.accept(handoff, way)}>${words.desk.takeCallback}</button>`;
}
