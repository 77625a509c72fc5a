// The customer's call: who, how long, how loud, and the two controls. The state in words stands in the status above it.
import { html, nothing } from "lit";
import { Mic, MicOff, PhoneOff, Volume2, VolumeX } from "lucide";
import type { Leg } from "../shared/call";
import { icon } from "../shared/icon";
import { legTrouble, type WaysOn } from "../shared/leg-trouble";
import type { CustomerHandoff } from "../shared/messages.gen";
import { words } from "../shared/words.en";
import "../shared/call-clock";
import "../shared/level-meter";

export function callBar(handoff: CustomerHandoff, leg: Leg, ways: WaysOn, suggestion: string, hangUp: () => void) {
  const name = handoff.adviser ?? words.call.someone;
  return html`<div class="call">
    ${legTrouble(leg, ways)}
    <div class="row">
      <strong>${name}</strong>
      ${
        handoff.call?.since
          ? html`<reassure-call-clock .since=${handoff.call.since} label=${words.call.lasts}></reassure-call-clock>`
          : nothing
      }
      <reassure-level-meter .level=${leg.theirLevel} label=${words.call.theirLevel(name)}></reassure-level-meter>
      <span class="spread"></span>
      <span class="small quiet" aria-hidden="true">${words.call.myLevel}</span>
      <reassure-level-meter .level=${leg.muted ? () => 0 : leg.myLevel} label=${words.call.myLevel}></reassure-level-meter>
    </div>
    ${suggestion ? html`<p class="small quiet suggestion">${suggestion}</p>` : nothing}
  </div>
    <div class="controls pair">
      <button type="button" @click=${() => leg.mute(!leg.muted)}>
        ${icon(leg.muted ? MicOff : Mic)} ${leg.muted ? words.call.unmute : words.call.mute}
      </button>
      <button type="button" class="stop" @click=${hangUp}>${icon(PhoneOff)} ${words.call.hangUp}</button>
    </div>`;
}

/** What who waits hears, and the way to turn it off. */
export function waitingSound(leg: Leg) {
  if (leg.state !== "connected") return nothing;
  return html`<button type="button" aria-pressed=${leg.hushed ? "true" : "false"} @click=${() => leg.hush(!leg.hushed)}>
    ${icon(leg.hushed ? VolumeX : Volume2)} ${words.wait.musicOff}
  </button>`;
}
