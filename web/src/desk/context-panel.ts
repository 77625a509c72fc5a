// What the customer agreed to pass on, and nothing else.
import { html, nothing } from "lit";
import type { LiveHandoff, PackageItem } from "../shared/messages.gen";
import { words } from "../shared/words.en";
import { feelings } from "./feelings";

export function contextPanel(handoff: LiveHandoff | null) {
  return html`<section class="box context" aria-labelledby="context">
    <h2 id="context">${words.desk.context}</h2>
    ${handoff ? delivered(handoff) : html`<p class="small quiet">${words.desk.contextEmpty}</p>`}
  </section>`;
}

function delivered(handoff: LiveHandoff) {
  const { items } = handoff.package;
  return html`<h3>${words.desk.reason}</h3>
    <p class="small">${handoff.reason_text || words.desk.none}</p>
    ${items.length === 0 ? html`<p class="small quiet">${words.desk.contextNothing}</p>` : items.map(item)}
    ${items.some(({ key }) => key === "feelings") ? feelings(handoff.feelings) : nothing}`;
}

function item({ key, lines }: PackageItem) {
  return html`<h3>${words.desk.contextItem(key)}</h3>
    ${lines.length === 0 ? html`<p class="small quiet">${words.desk.none}</p>` : nothing}
    <ul class="small">
      ${lines.map(line => html`<li>${line}</li>`)}
    </ul>`;
}
