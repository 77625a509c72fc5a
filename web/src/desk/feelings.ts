// How the customer felt over the conversation: a small line, and the same in words.
import { html, nothing, svg } from "lit";
import type { Feeling } from "../shared/messages.gen";
import { words } from "../shared/words.en";
import { HEIGHT, inWords, points, WIDTH } from "./feeling-line";

export function feelings(over: Feeling[]) {
  return html`<h3>${words.desk.feelings}</h3>
    ${over.length === 0 ? html`<p class="small quiet">${words.desk.feelingsNone}</p>` : drawn(over)}`;
}

function drawn(over: Feeling[]) {
  const said = inWords(over);
  const because = [...new Set(over.flatMap(feeling => feeling.reasons))];
  return html`<svg class="feelings" role="img" aria-label=${said} viewBox="0 0 ${WIDTH} ${HEIGHT}">
      ${svg`<polyline points=${points(over)} />`}
    </svg>
    <p class="small">${said}</p>
    ${because.length > 0 ? html`<p class="small quiet">${words.desk.feelingsBecause(because)}</p>` : nothing}`;
}
