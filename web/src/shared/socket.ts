// One client's line to the gateway: a WebSocket that comes back by itself. What must arrive is kept until it is answered and sent
// again after each reconnection; what is only good now (a candidate, a mute) is sent now or not at all.
import { backoff } from "./backoff";
import { RequestRefused } from "./requests";
import { type Incoming, type Outgoing, Unanswered } from "./unanswered";

/** `waiting` is between two tries, `offline` says that the browser itself has no network, `signed_out` that we are not let in. */
export type LineState = "closed" | "connecting" | "open" | "waiting" | "offline" | "signed_out";

/** No frame for this long after something was sent: the line is dead, whatever the browser believes. Milliseconds. */
const SILENCE = 10_000;
/** A line that does not open within this time is tried anew; while somebody is cut off from a call, sooner. Milliseconds. */
const OPENS_WITHIN = 8_000;
const OPENS_WITHIN_IN_CALL = 3_000;
/** The longest pause between two tries while somebody is cut off from a call. Milliseconds. */
const PAUSE_IN_CALL = 1_000;

export interface WebSocketLike {
  send(frame: string): void;
  close(): void;
  onopen: ((event: Event) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
}

export interface SocketOptions<Out extends Outgoing, In extends Incoming> {
  /** A fresh single-use ticket for each connection. */
  ticket: (within: number) => Promise<string>;
  connect: (ticket: string) => WebSocketLike;
  /** The newest sequence number that this client has. */
  after: () => number;
  heard: (message: In) => void;
  changed: (state: LineState) => void;
  /** Whether each second counts, because a call waits for this line. */
  inCall?: () => boolean;
  unanswered?: Unanswered<Out>;
  /** Said with the first frame: this is the conversation's own window. */
  window?: boolean;
  network?: Pick<EventTarget, "addEventListener" | "removeEventListener">;
  chance?: () => number;
}

export class Socket<Out extends Outgoing, In extends Incoming> {
  #state: LineState = "closed";
  #socket: WebSocketLike | null = null;
  #attempt = 0;
  #try = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #opening: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  readonly #unanswered: Unanswered<Out>;
  readonly #network: Pick<EventTarget, "addEventListener" | "removeEventListener">;

  constructor(private readonly options: SocketOptions<Out, In>) {
    this.#unanswered = options.unanswered ?? new Unanswered<Out>();
    this.#network = options.network ?? window;
  }

  get state(): LineState {
    return this.#state;
  }

  start(): void {
    if (this.#state !== "closed" && this.#state !== "signed_out") return;
    this.#network.addEventListener("online", this.#wentOnline);
    this.#network.addEventListener("offline", this.#wentOffline);
    void this.#connect();
  }

  stop(): void {
    this.#network.removeEventListener("online", this.#wentOnline);
    this.#network.removeEventListener("offline", this.#wentOffline);
    this.#drop();
    this.#become("closed");
  }

  /** This line may be dead, whatever the browser believes: another one, at once. */
  renew(): void {
    if (this.#state === "closed" || this.#state === "signed_out") return;
    this.#drop();
    this.#attempt = 0;
    void this.#connect();
  }

  /** Sends now if the line is open, else as soon as it is; again after a reconnection, until it is answered. */
  deliver(message: Out): void {
    this.#unanswered.add(message);
    if (this.#state === "open") this.#put(message);
  }

  /** Sends only if the line is open; says whether it was. */
  sendNow(message: Out): boolean {
    if (this.#state !== "open") return false;
    this.#socket?.send(JSON.stringify(message));
    return true;
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retry);
    clearTimeout(this.#opening);
    const here = ++this.#try;
    this.#become("connecting");
    const within = this.options.inCall?.() ? OPENS_WITHIN_IN_CALL : OPENS_WITHIN;
    this.#opening = setTimeout(() => this.#opensTooLate(here), within);
    const ticket = await this.options.ticket(within).catch((problem: unknown) => this.#ticketFailed(problem, here));
    if (ticket === null || here !== this.#try || this.#state !== "connecting") return;
    const socket = this.options.connect(ticket);
    this.#socket = socket;
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = event => this.#hear(socket, event.data);
    socket.onclose = () => this.#lost(socket);
  }

  #opensTooLate(here: number): void {
    if (here !== this.#try || this.#state !== "connecting") return;
    this.#drop();
    this.#tryAgainLater("waiting");
  }

  #ticketFailed(problem: unknown, here: number): null {
    if (here !== this.#try || this.#state !== "connecting") return null;
    if (problem instanceof RequestRefused && problem.status === 401) this.#become("signed_out");
    else this.#tryAgainLater("waiting");
    return null;
  }

  #opened(socket: WebSocketLike): void {
    if (socket !== this.#socket) return;
    this.#attempt = 0;
    clearTimeout(this.#opening);
    socket.send(JSON.stringify({ type: "hello", after: this.options.after(), window: this.options.window ?? false }));
    this.#become("open");
    for (const message of this.#unanswered.messages) this.#put(message);
  }

  #put(message: Out): void {
    this.#socket?.send(JSON.stringify(message));
    this.#unanswered.markSent(message);
    this.#silence ??= setTimeout(() => this.#fellSilent(), SILENCE);
  }

  #hear(socket: WebSocketLike, frame: string): void {
    if (socket !== this.#socket) return;
    clearTimeout(this.#silence);
    this.#silence = undefined;
    const message = JSON.parse(frame) as In;
    this.#unanswered.hear(message);
    this.options.heard(message);
  }

  #fellSilent(): void {
    this.#silence = undefined;
    if (this.#unanswered.isEmpty) return;
    this.#drop();
    this.#tryAgainLater("waiting");
  }

  #lost(socket: WebSocketLike): void {
    if (socket !== this.#socket) return;
    this.#drop();
    this.#tryAgainLater("waiting");
  }

  #wentOffline = (): void => {
    this.#drop();
    this.#tryAgainLater("offline");
  };

  #wentOnline = (): void => {
    if (this.#state !== "waiting" && this.#state !== "offline") return;
    this.#attempt = 0;
    void this.#connect();
  };

  // A browser that says "offline" may be wrong (a VPN, a cable pulled and put back), so that it is tried all the same.
  #tryAgainLater(state: "waiting" | "offline"): void {
    clearTimeout(this.#retry);
    const chance = this.options.chance ?? Math.random;
    const longest = this.options.inCall?.() ? PAUSE_IN_CALL : Number.POSITIVE_INFINITY;
    const pause = Math.min(longest, backoff(this.#attempt++, chance()));
    this.#retry = setTimeout(() => void this.#connect(), pause);
    this.#become(state);
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#opening);
    clearTimeout(this.#silence);
    this.#silence = undefined;
    const socket = this.#socket;
    this.#socket = null;
    this.#unanswered.connectionLost();
    socket?.close();
  }

  #become(state: LineState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.options.changed(state);
  }
}
