// How good each party's line is: a small plot of the last minute, and a word. Nothing is announced while it moves; what matters is
// said by the status above it.
import { html, svg } from "lit";
import type { CallQuality, LineQuality } from "../shared/messages.gen";
import { words } from "../shared/words.en";
import { type Bar, bars, HEIGHT, inWords, WIDTH } from "./line-bars";

export function lineQuality({ lines }: CallQuality) {
  return html`<div class="quality row">${lines.map(line)}</div>`;
}

function line(quality: LineQuality) {
  const said = inWords(quality);
  return html`<span class="line" title=${said}>
    <span class="small quiet" aria-hidden="true">${words.desk.line[quality.party]}</span>
    <svg role="img" aria-label=${said} width=${WIDTH} height=${HEIGHT} viewBox="0 0 ${WIDTH} ${HEIGHT}">
      ${bars(quality.opinions).map(bar)}
    </svg>
    <strong class="small" aria-hidden="true">
      ${quality.grade ? words.desk.lineGrade[quality.grade] : words.desk.lineUnknown}
    </strong>
  </span>`;
}

function bar({ x, y, height }: Bar) {
  return svg`<rect x=${x} y=${y} width="1.6" height=${height}></rect>`;
}
