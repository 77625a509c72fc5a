// The state of a handoff in one sentence or two, as the customer reads it and a screen reader says it.
import type { LegState } from "../shared/call-decisions";
import type { Call, CustomerHandoff, PartyInCall, Wait } from "../shared/messages.gen";
import { words } from "../shared/words.en";

export interface Here {
  leg: LegState;
  elsewhere: boolean;
  /** The conversation has a window of its own, so that elsewhere is there. */
  window?: boolean;
  /** The customer has just ended the talk here. */
  ending?: boolean;
  /** A line that is down has been so for a moment only, as it is at the end of every call. */
  briefly?: boolean;
}

/** What goes on while the chat is closed, in few words, and since when a call lasts (ISO 8601). */
export interface GoingOn {
  words: string;
  since: string | null;
}

export function statusSentence(handoff: CustomerHandoff, here: Here): string {
  const name = handoff.adviser ?? words.call.someone;
  switch (handoff.status) {
    case "OFFERED_TO_CUSTOMER":
      return here.leg === "asking" ? words.ways.allow : "";
    case "QUEUED":
      return queued(handoff, here);
    case "RINGING":
      return sentences(words.wait.ringing, elsewhereToCome(here));
    case "ACCEPTED":
    case "LIVE":
      if (here.ending) return words.call.ending;
      if (handoff.way === "callback") return words.call.ringsYou(name);
      return handoff.way === "voice" ? talking(handoff, name, here) : words.call.text(name);
    case "WRAP_UP":
      return words.call.wrapUp(name);
    case "CLOSED":
      return handoff.ask_effort ? words.ending.closed(name) : "";
    case "CALLBACK":
      return words.ending.callback;
    // The log says how it ended; a line that stays for good would say nothing new.
    case "WITHDRAWN":
    case "EXPIRED":
      return "";
  }
}

/** Null while nothing goes on of which the customer wants to know. */
export function goingOn(handoff: CustomerHandoff, here: Here, needsCustomer: boolean): GoingOn | null {
  const name = handoff.adviser ?? words.call.someone;
  switch (handoff.status) {
    case "QUEUED":
      return { words: words.launcher.waiting(handoff.wait.ahead + 1), since: null };
    case "RINGING":
      return { words: words.launcher.ringing, since: null };
    case "ACCEPTED":
    case "LIVE":
      if (here.ending) return null;
      if (handoff.way === "callback") return { words: words.launcher.ringsYou(name), since: null };
      return isInWriting(handoff)
        ? { words: words.launcher.writing(name), since: null }
        : { words: inCall(handoff, name, here, needsCustomer), since: handoff.call?.since ?? null };
    default:
      return null;
  }
}

/** A line of the call is down, for however short a time. */
export function looksInterrupted({ status, way, call }: CustomerHandoff, leg: LegState): boolean {
  const talking = way === "voice" && (status === "ACCEPTED" || status === "LIVE") && call?.status !== "ENDED";
  return talking && (leg === "rejoining" || call?.other_leg === "GONE");
}

/** "1–3 min", or null while nobody knows. */
export function waitRange({ low_seconds, high_seconds }: Wait): string | null {
  if (low_seconds === null || high_seconds === null) return null;
  if (high_seconds < 60) return words.wait.short;
  return words.wait.minutes(Math.max(1, Math.floor(low_seconds / 60)), Math.ceil(high_seconds / 60));
}

export function waitInShort(wait: Wait): string {
  const range = waitRange(wait);
  return range === null ? words.wait.unknownInShort : words.wait.usual(range);
}

export function waitSentence(wait: Wait): string {
  const range = waitRange(wait);
  return range === null ? words.wait.unknown : `${words.wait.usual(range)}.`;
}

function queued(handoff: CustomerHandoff, here: Here): string {
  const { wait } = handoff;
  if (wait.advisers_available === 0) return sentences(words.wait.queued, words.wait.nobody, waitSentence(wait));
  return sentences(words.wait.queued, words.wait.ahead(wait.ahead), waitSentence(wait), elsewhereToCome(here));
}

function elsewhereToCome(here: Here): string {
  return here.elsewhere && !here.window ? words.call.elsewhereToCome : "";
}

function isInWriting({ way, call }: CustomerHandoff): boolean {
  return way !== "voice" || call?.status === "ENDED";
}

function inCall({ call }: CustomerHandoff, name: string, here: Here, needsCustomer: boolean): string {
  if (needsCustomer) return words.launcher.needsYou(name);
  if (here.leg === "lost" || (here.leg === "rejoining" && !here.briefly)) return words.launcher.interrupted(name);
  return call?.status === "HELD" ? words.launcher.held(name) : words.launcher.call(name);
}

function talking({ call }: CustomerHandoff, name: string, here: Here): string {
  if (call?.status === "ENDED") return words.call.text(name);
  if (here.elsewhere) return here.window ? words.window.elsewhere : words.call.elsewhere;
  if (here.leg === "lost") return words.call.lost;
  if (here.leg === "rejoining" && !here.briefly) return words.call.rejoining;
  if (call?.status === "HELD") return sentences(onHold(call, name), supervised(call));
  if (call?.status !== "LIVE" || (here.leg !== "connected" && here.leg !== "rejoining"))
    return words.call.joining(name);
  if (call.other_leg === "SILENT" || (call.other_leg === "GONE" && !here.briefly))
    return sentences(missing(call, name), supervised(call));
  return sentences(withWhom(call, name), supervised(call), weakness(call, name));
}

function onHold(call: Call, name: string): string {
  const second = colleague(call);
  return second ? words.call.consulting(name, second.name) : words.call.held(name);
}

function withWhom(call: Call, name: string): string {
  if (call.other_muted) return words.call.mutedThere(name);
  const second = call.together ? colleague(call) : undefined;
  return second ? words.call.together(name, second.name) : words.call.connected(name);
}

/** The adviser's line is down; a second adviser who was in the call may stand in meanwhile. */
function missing(call: Call, name: string): string {
  const second = call.together ? colleague(call) : undefined;
  return second ? words.call.standsIn(name, second.name) : words.call.silentThere(name);
}

function colleague({ others }: Call): PartyInCall | undefined {
  return others.find(party => party.part === "second" && party.leg === "UP");
}

/** A lead in the call is never there unseen. */
function supervised({ others }: Call): string {
  const lead = others.find(party => party.part === "supervisor");
  if (!lead) return "";
  if (lead.doing === "talking") return words.call.joined(lead.name);
  return lead.doing === "advising" ? words.call.advised(lead.name) : words.call.supervised(lead.name);
}

function weakness(call: Call, name: string): string {
  if (call.my_line_weak) return words.call.weak;
  return call.other_line_weak ? words.call.weakThere(name) : "";
}

function sentences(...parts: string[]): string {
  return parts.filter(part => part !== "").join(" ");
}
