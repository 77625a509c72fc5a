// The call as the adviser has it: its state in words, its length, both voices, and the controls.
import { html, nothing } from "lit";
import { ArrowRightLeft, Mic, MicOff, Pause, PhoneOff, Play } from "lucide";
import type { Leg } from "../shared/call";
import { icon } from "../shared/icon";
import { legTrouble, type WaysOn } from "../shared/leg-trouble";
import type { Call, CallBack, LiveHandoff } from "../shared/messages.gen";
import { words } from "../shared/words.en";
import "../shared/call-clock";
import "../shared/level-meter";
import { consulting, consultingStatus, guestControls, guestStatus, otherParties } from "./colleagues";
import { lineQuality } from "./line-quality";
import { recordingControls } from "./recording-controls";
import { isListener, type Workplace } from "./workplace";

export function callStatus(handoff: LiveHandoff, workplace: Workplace): string {
  const { call, way, callback_phone } = handoff;
  if (way === "callback" && callback_phone) return callThem(callback_phone, handoff.call_back);
  if (handoff.status === "WRAP_UP") return words.desk.ended;
  if (way !== "voice" || call?.status === "ENDED") return words.desk.byText;
  if (workplace.keptOut) return words.desk.microphone[workplace.keptOut];
  if (workplace.leg.state === "lost") return words.desk.lost;
  if (workplace.leg.state === "rejoining") return words.desk.rejoining;
  if (!call || workplace.leg.state !== "connected") return words.desk.joining;
  if (handoff.my_part !== "adviser") return refusedToListener(handoff, workplace) || guestStatus(handoff);
  return consultingStatus(handoff) || connectedStatus(call);
}

function callThem(phone: string, callBack: CallBack | null): string {
  if (!callBack) return words.desk.callThem(phone);
  const when = callBack.late ? words.desk.owedSince(callBack.due) : words.desk.owedBy(callBack.due);
  return `${words.desk.callThem(phone)} ${when}.`;
}

/** Why a lead who wanted to be heard is not; empty for everybody else. */
function refusedToListener(handoff: LiveHandoff, { microphone }: Workplace): string {
  return microphone && isListener(handoff) ? `${words.desk.microphone[microphone]} ${words.desk.listensOn}` : "";
}

function connectedStatus(call: Call): string {
  if (call.status === "HELD") return words.desk.held;
  if (call.status !== "LIVE") return words.desk.waitingForThem;
  if (call.other_leg === "SILENT" || call.other_leg === "GONE") return words.desk.silentThere;
  const talking = call.other_muted ? words.desk.mutedThere : words.desk.connected;
  if (call.other_line_weak) return `${talking} ${words.desk.weakThere}`;
  return call.my_line_weak ? `${talking} ${words.desk.weak}` : talking;
}

export function callControls(handoff: LiveHandoff, workplace: Workplace) {
  if (handoff.status === "WRAP_UP" || handoff.way === "callback") return nothing;
  const talking = handoff.way === "voice" && handoff.call?.status !== "ENDED";
  return html`<div class="controls row" role="group" aria-label=${words.desk.callControls}>
    ${talking ? legTrouble(workplace.leg, waysOn(workplace)) : nothing} ${talking ? voices(handoff, workplace) : nothing}
    ${talking ? otherParties(handoff) : nothing}
    ${talking && workplace.keptOut ? withoutMicrophone(workplace, workplace.keptOut) : nothing}
    ${talking ? recordingControls(handoff, workplace) : nothing}
    ${handoff.my_part === "adviser" ? ownControls(handoff, workplace, talking) : guestControls(handoff, workplace)}
  </div>`;
}

function ownControls(handoff: LiveHandoff, workplace: Workplace, talking: boolean) {
  const { state } = workplace;
  return html`${talking && !workplace.keptOut ? voiceControls(handoff, workplace) : nothing}
    <button type="button" @click=${() => workplace.transfer()}>${icon(ArrowRightLeft)} ${words.desk.transfer}</button>
    ${talking && state ? consulting(handoff, state, workplace) : nothing}
    ${
      talking
        ? html`<button type="button" class="stop" @click=${() => workplace.hangUp()}>
          ${icon(PhoneOff)} ${words.desk.hangUp}
        </button>`
        : nothing
    }`;
}

function waysOn(workplace: Workplace): WaysOn {
  return {
    tryMicrophone: () => void workplace.openMicrophone(),
    stillWithout: workplace.microphone ? words.desk.microphone[workplace.microphone] : undefined,
    goOnInWriting: reason => workplace.goOnInWriting(reason),
  };
}

function voices({ call, my_part }: LiveHandoff, { leg, quality }: Workplace) {
  return html`<div class="voices row">
    ${
      call?.since
        ? html`<strong><reassure-call-clock .since=${call.since} label=${words.call.lasts}></reassure-call-clock></strong>`
        : nothing
    }
    <span class="small quiet" aria-hidden="true">${words.speaker.customer}</span>
    <reassure-level-meter .level=${leg.theirLevel} label=${words.desk.theirLevel}></reassure-level-meter>
    ${leg.onlyListens ? nothing : myVoice(leg)}
  </div>
  ${quality && quality.call === call?.id && my_part === "adviser" ? lineQuality(quality) : nothing}`;
}

function myVoice(leg: Leg) {
  return html`<span class="small quiet" aria-hidden="true">${words.speaker.you}</span>
    <reassure-level-meter .level=${leg.muted ? () => 0 : leg.myLevel} label=${words.desk.myLevel}></reassure-level-meter>`;
}

function voiceControls({ call }: LiveHandoff, workplace: Workplace) {
  const { leg } = workplace;
  const held = call?.status === "HELD";
  return html`<button type="button" @click=${() => leg.mute(!leg.muted)}>
      ${icon(leg.muted ? MicOff : Mic)} ${leg.muted ? words.desk.unmute : words.desk.mute}
    </button>
    <button type="button" @click=${() => (held ? workplace.resume() : workplace.hold())}>
      ${icon(held ? Play : Pause)} ${held ? words.desk.resume : words.desk.hold}
    </button>`;
}

function withoutMicrophone(workplace: Workplace, problem: NonNullable<Workplace["keptOut"]>) {
  return html`<button type="button" @click=${() => workplace.openMicrophone()}>${words.desk.tryAgain}</button>
    <button type="button" @click=${() => workplace.goOnInWriting(problem)}>${words.desk.inWriting}</button>`;
}
