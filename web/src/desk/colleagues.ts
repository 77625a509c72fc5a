// Colleagues in a call: who else is there and what they do, asking somebody, and what an adviser, a colleague and a lead can do.
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { LogOut, Mic, MicOff, UserPlus, Users } from "lucide";
import type { Leg } from "../shared/call";
import { icon } from "../shared/icon";
import type { DeskState, LiveHandoff, OngoingCall, PartyInCall, Supervise } from "../shared/messages.gen";
import { words } from "../shared/words.en";
import "../shared/call-clock";
import type { Workplace } from "./workplace";

const HOW: Supervise["how"][] = ["listen", "whisper", "join"];

/** Everybody else in the call, in words. */
export function otherParties({ call }: LiveHandoff) {
  const others = call?.others ?? [];
  if (others.length < 2) return nothing;
  return html`<ul class="parties small row" role="list" aria-label=${words.desk.parties}>
    ${others.map(party => html`<li class="tag">${words.desk.party(party)}</li>`)}
  </ul>`;
}

/** For the adviser whose call it is: asking a colleague, and what can be done with one who has come. */
export function consulting(handoff: LiveHandoff, state: DeskState, workplace: Workplace) {
  const second = handoff.call?.others.find(party => party.part === "second");
  if (second) return withColleague(second, handoff, workplace);
  if (handoff.asked !== null) return asking(handoff.asked, workplace);
  return html`<details class="ask">
    <summary>${icon(UserPlus)} ${words.desk.askColleague}</summary>
    ${state.colleagues.length === 0 ? html`<p class="small quiet">${words.desk.nobodyFree}</p>` : nothing}
    ${state.colleagues.map(
      ({ id, name }) =>
        html`<button type="button" @click=${() => workplace.askColleague(id)}>${words.desk.ask(name)}</button>`,
    )}
  </details>`;
}

function asking(name: string, workplace: Workplace) {
  return html`<span class="small" role="status">${words.desk.asking(name)}</span>
    <button type="button" @click=${() => workplace.dismissColleague()}>${words.desk.stopAsking}</button>`;
}

function withColleague({ name }: PartyInCall, { call }: LiveHandoff, workplace: Workplace) {
  return html`${
    call?.together
      ? nothing
      : html`<button type="button" @click=${() => workplace.bringTogether()}>
          ${icon(Users)} ${words.desk.bringTogether}
        </button>`
  }
    <button type="button" class="main" @click=${() => workplace.handOver()}>${words.desk.handOver(name)}</button>
    <button type="button" @click=${() => workplace.dismissColleague()}>${words.desk.goOnWithout(name)}</button>`;
}

/** For a colleague or a lead in somebody else's call. */
export function guestControls(handoff: LiveHandoff, workplace: Workplace) {
  const { leg } = workplace;
  return html`${handoff.my_part === "supervisor" ? supervising(handoff, workplace) : nothing}
    ${leg.onlyListens ? nothing : muteButton(leg)}
    <button type="button" class="stop" @click=${() => workplace.leaveCall()}>
      ${icon(LogOut)} ${words.desk.leaveCall}
    </button>`;
}

function muteButton(leg: Leg) {
  return html`<button type="button" @click=${() => leg.mute(!leg.muted)}>
    ${icon(leg.muted ? MicOff : Mic)} ${leg.muted ? words.desk.unmute : words.desk.mute}
  </button>`;
}

function supervising(handoff: LiveHandoff, workplace: Workplace) {
  return html`<fieldset class="row small" role="radiogroup" aria-label=${words.desk.supervising}>
    ${HOW.map(
      how =>
        html`<label class="row">
          <input
            type="radio"
            name="supervising"
            .checked=${live(how === (workplace.choice ?? handoff.call?.supervising))}
            @change=${() => workplace.supervise(handoff.id, how)}
          />
          ${words.desk.supervise[how]}
        </label>`,
    )}
  </fieldset>`;
}

/** The call in words, for a colleague or a lead in it. */
export function guestStatus({ call, my_part }: LiveHandoff): string {
  if (my_part === "supervisor") return words.desk.supervisingNow[call?.supervising ?? "listen"];
  const customer = call?.others.find(party => party.part === "customer");
  if (customer?.doing === "on_hold") return words.desk.second.talking;
  if (!call?.together) return words.desk.second.waiting;
  const adviser = call.others.find(party => party.part === "adviser");
  return adviser?.leg === "UP" ? words.desk.second.together : words.desk.second.standsIn;
}

/** The call in words, for the adviser who has a colleague in it; empty without one. */
export function consultingStatus({ call }: LiveHandoff): string {
  const second = call?.others.find(party => party.part === "second" && party.leg === "UP");
  if (!call || !second) return "";
  if (call.status === "HELD") return words.desk.consulted(second.name);
  return call.together ? words.desk.allTogether(second.name) : words.desk.consultedWaits(second.name);
}

/** For leads: the calls under way, each to be listened to. */
export function callsUnderWay(calls: OngoingCall[], workplace: Workplace) {
  return html`<section class="box" aria-labelledby="calls">
    <h2 id="calls">${words.desk.calls}</h2>
    ${calls.length === 0 ? html`<p class="small quiet">${words.desk.noCalls}</p>` : nothing}
    <ul class="queue" role="list" aria-labelledby="calls">
      ${calls.map(
        ({ handoff, adviser, since }) =>
          html`<li class="row small">
            <strong><reassure-call-clock .since=${since} label=${words.call.lasts}></reassure-call-clock></strong>
            ${adviser}
            ${
              workplace.handoff
                ? nothing
                : html`<button type="button" @click=${() => workplace.supervise(handoff, "listen")}>
                  ${words.desk.listenTo(adviser)}
                </button>`
            }
          </li>`,
      )}
    </ul>
  </section>`;
}
