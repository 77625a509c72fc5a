// When to join, wait or leave a call: decided from what the gateway says and what this tab has, without a browser.
import type { Call } from "./messages.gen";
import type { HandoffStatus, Way } from "./wire";

/** `asking` for the microphone, `ready` with it, `joining` for the first time, `rejoining` after a loss, `lost` after giving up. */
export type LegState = "idle" | "asking" | "ready" | "joining" | "connected" | "rejoining" | "lost";

export interface CallOf {
  status: HandoffStatus;
  way: Way | null;
  call: Call | null;
}

export type Wanted = "no_call" | "not_yet" | "call_now";
export type Move = "join" | "leave" | "stay";

/** Connections that the gateway answers and that still do not come about, before this tab gives up: about half a minute. */
export const TRIES = 3;

export function callWanted(handoff: CallOf | null): Wanted {
  if (handoff?.status === "OFFERED_TO_CUSTOMER") return "not_yet";
  if (handoff?.way !== "voice") return "no_call";
  switch (handoff.status) {
    // Who waits does so in the call: they hear how long it may take, and the adviser at once.
    case "QUEUED":
    case "RINGING":
    case "ACCEPTED":
    case "LIVE":
      return handoff.call?.status === "ENDED" ? "no_call" : "call_now";
    default:
      return "no_call";
  }
}

export function nextMove(wanted: Wanted, leg: LegState): Move {
  if (wanted === "call_now") return leg === "ready" ? "join" : "stay";
  if (wanted === "not_yet") return isInCall(leg) ? "leave" : "stay";
  return leg === "idle" || leg === "asking" ? "stay" : "leave";
}

/** Whether the other side speaks, or could: what comes is then never nothing for long. */
export function expectsSound(call: Call | null): boolean {
  return call?.status === "LIVE" && call.other_leg === "UP" && !call.other_muted;
}

export function isInCall(leg: LegState): boolean {
  return leg === "joining" || leg === "connected" || leg === "rejoining";
}
