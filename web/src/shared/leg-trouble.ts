// What is wrong with a leg that is in its call all the same: the sentence, and the ways on.
import { html, nothing, type TemplateResult } from "lit";
import type { Leg, LegTrouble } from "./call";
import { words } from "./words.en";

export interface WaysOn {
  tryMicrophone: () => void;
  /** Why the last try for another microphone failed. */
  stillWithout?: string | undefined;
  goOnInWriting: (reason: LegTrouble) => void;
  /** For somebody whose phone can be rung instead. */
  callBack?: (reason: LegTrouble) => TemplateResult;
}

export function legTrouble(leg: Leg, ways: WaysOn) {
  const { trouble } = leg;
  if (trouble === null) return nothing;
  const inWriting = html`<button type="button" @click=${() => ways.goOnInWriting(trouble)}>${words.trouble.inWriting}</button>`;
  const why = trouble === "microphone_lost" ? ways.stillWithout : undefined;
  return html`<p class="small" role="alert">${why ?? words.trouble[trouble]}</p>
    ${wayBack(leg, trouble, ways)} ${inWriting} ${ways.callBack?.(trouble) ?? nothing}`;
}

function wayBack(leg: Leg, trouble: LegTrouble, ways: WaysOn) {
  switch (trouble) {
    case "autoplay_blocked":
      return way(words.trouble.sound, () => leg.playSound());
    case "microphone_lost":
      return way(words.trouble.microphone, ways.tryMicrophone);
    case "no_audio":
      return way(words.trouble.connect, () => leg.connectAgain());
  }
}

function way(label: string, go: () => void) {
  return html`<button type="button" class="main" @click=${go}>${label}</button>`;
}
