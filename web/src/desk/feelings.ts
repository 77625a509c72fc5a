// How the conversation seemed to go, message by message: small bars, the same in words, and "Why?".
import { html, svg } from "lit";
import type { Feeling } from "../shared/messages.gen";
import { clockTime } from "../shared/times";
import { words } from "../shared/words.en";
import { bars, HEIGHT, inWords, WIDTH } from "./feeling-bars";

export function feelings(over: Feeling[]) {
  return html`<h3>${words.desk.feelings}</h3>
    ${over.length === 0 ? html`<p class="small quiet">${words.desk.feelingsNone}</p>` : drawn(over)}`;
}

function drawn(over: Feeling[]) {
  const said = inWords(over);
  return html`<svg class="feelings" role="img" aria-label=${said} viewBox="0 0 ${WIDTH} ${HEIGHT}">
      ${bars(over).map(
        ({ feeling, ...place }) =>
          svg`<rect x=${place.x} y=${place.y} width=${place.width} height=${place.height}><title>${moment(feeling)}</title></rect>`,
      )}
    </svg>
    <p class="small">${said}</p>
    ${why(over)}`;
}

function why(over: Feeling[]) {
  const [when, how, because] = words.desk.feelingsColumns;
  return html`<details>
    <summary>${words.desk.feelingsWhy}</summary>
    <table>
      <caption class="unseen">${words.desk.feelingsTable}</caption>
      <thead>
        <tr><th scope="col">${when}</th><th scope="col">${how}</th><th scope="col">${because}</th></tr>
      </thead>
      <tbody>
        ${over.map(row)}
      </tbody>
    </table>
  </details>`;
}

function row(feeling: Feeling) {
  return html`<tr>
    <th scope="row">${clockTime(feeling.at)}</th>
    <td>${feeling.in_words}</td>
    <td>${feeling.reasons.length > 0 ? feeling.reasons.map(reason => html`<p>${reason}</p>`) : words.desk.none}</td>
  </tr>`;
}

function moment(feeling: Feeling): string {
  return [`${clockTime(feeling.at)}: ${feeling.in_words}.`, ...feeling.reasons].join(" ");
}
