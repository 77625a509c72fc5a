// What was given to the socket and is not yet known to have arrived. It is sent again on every new connection until the gateway
// answers; the client's own ids make a second arrival harmless.
import type { Turns } from "./messages.gen";

export interface Outgoing {
  type: string;
  id?: string;
}

/** The parts of an incoming message that can answer an outgoing one. */
export type Incoming =
  | { type: "received"; id: string }
  | { type: "done"; about: string }
  | { type: "refused"; about: string | null }
  | { type: "turns"; turns: Pick<Turns["turns"][number], "client_id">[] }
  | {
      type:
        | "handoff"
        | "desk"
        | "welcome"
        | "assistant_busy"
        | "leg_answer"
        | "relays"
        | "noticing"
        | "promises"
        | "call_quality"
        | "place"
        | "call_taken"
        | "brought_back";
    };

interface Held<Out> {
  message: Out;
  /** What answers a request without an id is about one that went out on this connection. */
  sent: boolean;
}

export class Unanswered<Out extends Outgoing> {
  #held: Held<Out>[];

  constructor(
    before: Out[] = [],
    private readonly changed: (messages: Out[]) => void = () => {},
  ) {
    this.#held = before.map(message => ({ message, sent: false }));
  }

  get messages(): Out[] {
    return this.#held.map(held => held.message);
  }

  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  add(message: Out): void {
    this.#held = [...this.#held.filter(held => !repeats(held.message, message)), { message, sent: false }];
    this.changed(this.messages);
  }

  markSent(message: Out): void {
    for (const held of this.#held) if (held.message === message) held.sent = true;
  }

  connectionLost(): void {
    for (const held of this.#held) held.sent = false;
  }

  hear(message: Incoming): void {
    const left = this.#held.filter(held => !(held.sent && answers(message, held.message)));
    if (left.length === this.#held.length) return;
    this.#held = left;
    this.changed(this.messages);
  }

  forget(): void {
    this.#held = [];
    this.changed([]);
  }
}

/** Asking twice for the same thing is asking once: the newer request stands. */
function repeats(held: Outgoing, message: Outgoing): boolean {
  return message.id === undefined && held.type === message.type;
}

function answers(heard: Incoming, message: Outgoing): boolean {
  switch (heard.type) {
    case "received":
      return heard.id === message.id;
    case "turns":
      return message.id !== undefined && heard.turns.some(turn => turn.client_id === message.id);
    case "refused":
      return heard.about === (message.id ?? message.type);
    case "done":
      return message.id === undefined && heard.about === message.type;
    default:
      return false;
  }
}
