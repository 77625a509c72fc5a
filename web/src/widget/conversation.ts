// One tab's side of the conversation: what arrived, what is on its way, and everything that the customer can do.

import type { FromLeg } from "../shared/call";
import { isInCall } from "../shared/call-decisions";
import { newClientId } from "../shared/client-id";
import { type Keep, keepForBrowser, keepForTab } from "../shared/keep";
import type {
  Consent,
  CustomerHandoff,
  NoticingState,
  PromisesState,
  Refused,
  Turn,
  Wait,
} from "../shared/messages.gen";
import { RequestRefused } from "../shared/requests";
import { type LineState, Socket } from "../shared/socket";
import * as transcripts from "../shared/transcript-state";
import { Unanswered } from "../shared/unanswered";
import type { FromCustomer, LegFailure, ToCustomer } from "../shared/wire";
import { words } from "../shared/words.en";
import { CallHere, isByVoice } from "./call-here";
import { type Choices, KeptChoices } from "./choices";
import { Lasting } from "./lasting";
import { Notice } from "./notices";
import { isOnlyOffered } from "./offer";
import { OwnWindow } from "./own-window";
import { Reading } from "./reading";
import { type Here, looksInterrupted } from "./status-words";
import { FOREIGN_ORIGIN, Visitor } from "./visitor";

const ON_THEIR_WAY = "reassure.unsent";
/** The conversation's own window was closed, or is only being loaded anew. Milliseconds. */
const RELOADS_WITHIN = 2_500;
/** A screen reader hears of what came into the log a moment after it did. Milliseconds. */
const FILLED_AFTER = 500;
/** A line that is down for less is not told of: it is so, for a moment, at the ordinary end of a call. Milliseconds. */
const INTERRUPTED_AFTER = 1_500;
const EXPECTS = "reassure.expects";
// Outside of these a person can be asked for anew, also while the last adviser still writes down what was agreed.
const UNDER_WAY = new Set(["OFFERED_TO_CUSTOMER", "QUEUED", "RINGING", "ACCEPTED", "LIVE"]);
const TALKING = new Set(["ACCEPTED", "LIVE"]);
/** In these something comes that the customer does not ask for: an adviser, what they write, or how they ended it. */
const TO_COME = new Set(["QUEUED", "RINGING", "ACCEPTED", "LIVE", "WRAP_UP", "CALLBACK"]);

/** On an earlier page of this browser something was still to come: it is told of on this one, also while the chat is closed. */
export function expectsNews(keep: Keep = keepForBrowser()): boolean {
  return keep.read(EXPECTS) !== null;
}

export class Conversation {
  company = "";
  transcript: transcripts.Transcript = transcripts.EMPTY;
  busy = false;
  /** What was said before this page came is not here yet. */
  filling: boolean;
  handoff: CustomerHandoff | null = null;
  /** How long a person takes, for somebody who has not asked for one yet. */
  wait: Wait | null = null;
  /** Whether the assistant notices when things go badly; null until the gateway has said so. */
  noticing: NoticingState["noticing"] | null = null;
  /** What was promised in this conversation; null until the gateway has said so. */
  promises: PromisesState | null = null;
  readonly notice = new Notice();
  /** Why this very page may not open a chat, for whoever built it. */
  keptOut = "";
  /** The conversation has a window of its own: `window` is how it goes there. */
  hasWindow = false;
  readonly window: OwnWindow;
  readonly call: CallHere;
  readonly visitor: Visitor;
  /** What they would rather keep to themselves, as long as they decide on it. */
  readonly choices: KeptChoices;
  readonly #socket: Socket<FromCustomer, ToCustomer>;
  readonly #unanswered: Unanswered<FromCustomer>;
  /** The customer has the log before their eyes. */
  watched = false;
  readonly #keep: Keep;
  readonly #reading: Reading;
  readonly #interruption: Lasting;
  /** The talk that the customer has just ended here, by its handoff. */
  #ending: string | null = null;
  #movedIn = false;

  constructor(
    private readonly origin: string,
    private readonly redraw: () => void,
    tab: Keep = keepForTab(),
    /** This is that window: what a page keeps for the browser, it keeps for itself, and goes with it. */
    readonly isWindow = false,
  ) {
    const changed = () => this.changed();
    this.#keep = isWindow ? tab : keepForBrowser();
    this.visitor = new Visitor(origin, this.#keep, () => this.#startAnew());
    this.choices = new KeptChoices(this.#keep);
    this.#reading = new Reading(this.#keep);
    this.#interruption = new Lasting(INTERRUPTED_AFTER, changed);
    this.filling = this.visitor.wasHere;
    this.window = new OwnWindow(origin, () => this.visitor.windowTicket(), changed);
    this.#unanswered = new Unanswered(unsent(tab), messages => keepUnsent(tab, messages));
    this.call = new CallHere(tab, {
      send: message => this.#sendNow(message),
      changed,
      interrupted: () => this.#socket.renew(),
    });
    this.#socket = new Socket<FromCustomer, ToCustomer>({
      ticket: within => this.#ticket(within),
      connect: ticket => new WebSocket(this.visitor.socketAddress(ticket)),
      after: () => transcripts.newestSeq(this.transcript),
      heard: message => this.#hear(message),
      changed: state => this.#lineBecame(state),
      inCall: () => isInCall(this.call.leg.state),
      unanswered: this.#unanswered,
      window: isWindow,
    });
    this.#showUnsent();
  }

  async #ticket(within: number): Promise<string> {
    try {
      const ticket = await this.visitor.ticket(within);
      this.keptOut = "";
      return ticket;
    } catch (problem) {
      const isForeign = problem instanceof RequestRefused && problem.code === FOREIGN_ORIGIN;
      if (isForeign && !this.keptOut) console.error(words.line.foreignOrigin(this.origin, location.origin));
      this.keptOut = isForeign ? problem.text : "";
      throw problem;
    }
  }

  get line(): LineState {
    return this.#socket.state;
  }

  /** The handoff as the panel shows it: none while the assistant has only asked whether a person is wanted. */
  get shownHandoff(): CustomerHandoff | null {
    return this.handoff && !isOnlyOffered(this.handoff, this.transcript.turns) ? this.handoff : null;
  }

  get hasHandoffUnderWay(): boolean {
    return this.shownHandoff !== null && UNDER_WAY.has(this.shownHandoff.status);
  }

  /** What this tab knows of the handoff that is shown, and the words for it depend on. */
  get here(): Here {
    const { shownHandoff: handoff, call } = this;
    return {
      leg: call.leg.state,
      elsewhere: handoff !== null && call.isElsewhere(handoff),
      window: this.hasWindow,
      ending: handoff !== null && handoff.id === this.#ending,
      briefly: !this.#interruption.lasts,
    };
  }

  /** The call does not go on by itself: a microphone, the sound, or an answer is missing. */
  get needsCustomer(): boolean {
    const { leg, problem } = this.call;
    return problem !== null || leg.trouble !== null || this.handoff?.recording?.state === "proposed";
  }

  /** What others have said and the customer has not seen yet, oldest first. */
  get unread(): Turn[] {
    return this.watched || this.hasWindow ? [] : this.#reading.unread(this.transcript);
  }

  start(): void {
    window.addEventListener("storage", this.#elsewhere);
    this.#socket.start();
  }

  stop(): void {
    window.removeEventListener("storage", this.#elsewhere);
    this.#socket.stop();
    this.window.stop();
    this.#interruption.stop();
    this.call.close();
  }

  /** Out of its own window and into this page, with the call if there is one. */
  async bringBack(): Promise<void> {
    if (this.handoff && isByVoice(this.handoff)) await this.call.takeHere(this.handoff);
    this.#socket.sendNow({ type: "bring_back" });
  }

  say(text: string): void {
    const id = newClientId();
    this.#addMine(id, text);
    this.#deliver({ type: "say", id, text });
  }

  /** Once more, after the gateway did not take it. */
  sayAgain(message: transcripts.Mine): void {
    this.transcript = transcripts.withoutMine(this.transcript, message.id);
    this.say(message.text);
  }

  press(turn: Turn, button: number): void {
    const id = newClientId();
    this.#addMine(id, turn.buttons[button]?.title ?? "");
    this.#deliver({ type: "press", id, turn: turn.seq, button });
  }

  askForPerson(): void {
    this.#deliver({ type: "ask_for_person" });
    if (this.line !== "open") this.notice.tell("person", words.line.personLater);
    this.changed();
  }

  choose(handoff: string, choices: Choices): void {
    this.choices.choose(handoff, choices);
    this.changed();
  }

  consent(shared: string[], goal: string | null): void {
    const digest = this.handoff?.package?.digest;
    if (digest === undefined) return;
    const consent: Consent = { type: "consent", package: digest, shared };
    this.#deliver(goal === null ? consent : { ...consent, goal });
  }

  stepBack(): void {
    this.call.leave();
    this.#deliver({ type: "step_back" });
  }

  switchNoticing(on: boolean): void {
    this.#deliver({ type: "switch_noticing", on });
  }

  /** News of promises go to this address while the page is closed; with null, no more of them. */
  newsByMail(address: string | null): void {
    this.#deliver({ type: "news_by_mail", address });
  }

  async meetByVoice(): Promise<void> {
    const { handoff } = this;
    if (!handoff || !(await this.call.allowMicrophone())) return;
    this.call.claim(handoff);
    this.#deliver({ type: "meet", way: "voice" });
  }

  meetByText(): void {
    this.call.leave();
    this.#deliver({ type: "meet", way: "text" });
  }

  /** The adviser is here already, but this browser has no voice: on in writing, with the same adviser. */
  goOnInWriting(reason: LegFailure): void {
    this.call.leave();
    this.#deliver({ type: "leg_failed", reason });
  }

  meetByCallback(phone: string, when: string): void {
    this.call.leave();
    this.#deliver({ type: "meet", way: "callback", phone, when });
  }

  /** The same adviser rings the customer's phone, because the voice fails here. */
  ringInstead(phone: string, because?: LegFailure): void {
    this.call.leave();
    this.#deliver({ type: "meet", way: "callback", phone, because: because ?? null });
  }

  /** Ends the talk, by voice or in writing. */
  endTalk(): void {
    this.#ending = this.handoff?.id ?? null;
    this.#deliver({ type: "hang_up" });
    this.call.hangUp();
  }

  /** To be called when something that is shown has become another. */
  changed(): void {
    const { shownHandoff: handoff } = this;
    this.#interruption.follow(handoff !== null && looksInterrupted(handoff, this.call.leg.state));
    if (this.watched || this.hasWindow) this.#reading.upToNewest(this.transcript);
    this.#noteWhatIsToCome();
    this.redraw();
  }

  answerRecording(recording: string, agreed: boolean): void {
    this.#deliver({ type: "answer_recording", recording, agreed });
  }

  stopRecording(): void {
    this.#deliver({ type: "stop_recording" });
  }

  rateEffort(score: number | null): void {
    this.#deliver({ type: "rate_effort", score });
  }

  /** Raises `RequestRefused` or `GatewayUnreachable`; then nothing was deleted. */
  async delete(): Promise<void> {
    this.#socket.stop();
    try {
      await this.visitor.deleteConversation();
      this.#startAnew();
      this.notice.tell("deletion", words.tools.removed);
    } finally {
      this.#socket.start();
    }
  }

  #hear(message: ToCustomer): void {
    switch (message.type) {
      case "welcome":
        this.company = message.company;
        this.wait = message.wait;
        if (message.last_seq === 0) this.filling = false;
        break;
      case "turns":
        this.#filled();
        this.transcript = transcripts.withTurns(this.transcript, message.turns);
        break;
      case "received":
        this.transcript = transcripts.received(this.transcript, message.id, message.seq);
        break;
      case "assistant_busy":
        this.busy = message.busy;
        break;
      case "handoff":
        this.#handoffBecame(message.handoff);
        break;
      case "noticing":
        this.noticing = message.noticing;
        break;
      case "promises":
        this.promises = message;
        break;
      case "place":
        this.#windowBecame(message.window);
        break;
      case "call_taken":
        this.call.takenElsewhere();
        break;
      case "brought_back":
        if (this.isWindow) window.close();
        break;
      case "relays":
        this.call.leg.relays = message;
        break;
      case "leg_answer":
        void this.call.leg.answered(message.sdp);
        break;
      case "refused":
        this.#refused(message);
    }
    this.changed();
  }

  #filled(): void {
    if (!this.filling) return;
    setTimeout(() => {
      this.filling = false;
      this.changed();
    }, FILLED_AFTER);
  }

  #handoffBecame(handoff: CustomerHandoff | null): void {
    this.notice.over("person");
    // What was refused is not asked for any more where things have gone on.
    if (handoff?.id !== this.handoff?.id || handoff?.status !== this.handoff?.status) this.notice.over("asked");
    this.handoff = handoff;
    if (handoff?.id !== this.#ending || !TALKING.has(handoff.status)) this.#ending = null;
    if (handoff?.status !== "OFFERED_TO_CUSTOMER" || handoff.consented) this.choices.forget();
    this.call.follow(handoff);
    if (this.isWindow && handoff) this.#moveIn(handoff);
  }

  /** The window was opened to have the call, if there is one, in it. */
  #moveIn(handoff: CustomerHandoff): void {
    if (this.#movedIn) return;
    this.#movedIn = true;
    if (isByVoice(handoff) && this.call.leg.state === "idle") void this.call.takeHere(handoff);
  }

  #windowBecame(open: boolean): void {
    if (this.isWindow) return;
    if (open) {
      this.window.arrived();
      this.call.lend();
    } else if (this.hasWindow) {
      this.call.comeHome(this.window.wasClosed ? 0 : RELOADS_WITHIN);
    }
    this.hasWindow = open;
  }

  #refused({ about, error, text }: Refused): void {
    if (about === "leg_offer") {
      this.call.leg.offerRefused(error);
    } else if (this.transcript.mine.some(message => message.id === about)) {
      this.transcript = transcripts.refused(this.transcript, about ?? "", text);
    } else if (about !== "leg_candidate" && !(about === "hang_up" && error === "no_handoff")) {
      this.notice.tell(error === "shutting_down" ? "gateway" : "asked", text);
    }
  }

  /** What is read or chosen in another tab of this browser is so in this one. */
  #elsewhere = ({ key }: StorageEvent): void => {
    if (key?.startsWith("reassure.")) this.redraw();
  };

  #noteWhatIsToCome(): void {
    const promised = this.promises?.promises.some(promise => promise.state === "open") ?? false;
    const answer = this.busy || this.transcript.mine.length > 0;
    if (TO_COME.has(this.handoff?.status ?? "") || promised || answer || this.unread.length > 0)
      this.#keep.write(EXPECTS, "yes");
    // Before the gateway has told how things stand, nobody knows.
    else if (this.promises !== null) this.#keep.forget(EXPECTS);
  }

  #addMine(id: string, text: string): void {
    const state = this.line === "open" ? "sending" : "kept";
    this.transcript = transcripts.withMine(this.transcript, { id, text, at: new Date().toISOString(), state });
  }

  #deliver(message: FromCustomer): void {
    this.notice.clear();
    this.window.dismiss();
    this.#socket.deliver(message);
    this.changed();
  }

  #sendNow(message: FromLeg): boolean {
    if (message.type !== "leg_failed") return this.#socket.sendNow(message);
    this.#deliver(message);
    return true;
  }

  #lineBecame(state: LineState): void {
    this.transcript = transcripts.withLine(this.transcript, state === "open");
    if (state !== "open") this.busy = false;
    if (state === "open") {
      this.notice.over("gateway");
      this.call.leg.lineOpened();
    }
    this.changed();
  }

  #startAnew(): void {
    this.call.leave();
    this.#unanswered.forget();
    this.choices.forget();
    this.#reading.forget();
    this.transcript = transcripts.EMPTY;
    this.handoff = null;
    this.promises = null;
    this.busy = false;
    this.notice.clear();
  }

  #showUnsent(): void {
    for (const message of this.#unanswered.messages) {
      if (message.type === "say") this.#addMine(message.id, message.text);
      if (message.type === "ask_for_person") this.notice.tell("person", words.line.personLater);
    }
  }
}

// What the customer was told is kept outlives a reload; what else was asked for may no longer be meant.
const PROMISED_TO_KEEP = new Set<FromCustomer["type"]>(["say", "press", "ask_for_person"]);

function keepUnsent(tab: Keep, messages: FromCustomer[]): void {
  const kept = messages.filter(message => PROMISED_TO_KEEP.has(message.type));
  if (kept.length > 0) tab.write(ON_THEIR_WAY, JSON.stringify(kept));
  else tab.forget(ON_THEIR_WAY);
}

function unsent(tab: Keep): FromCustomer[] {
  const kept = tab.read(ON_THEIR_WAY);
  return kept === null ? [] : (JSON.parse(kept) as FromCustomer[]);
}
