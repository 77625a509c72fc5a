// What still arrives over a call's connection, looked at twice a second. A browser takes five seconds and more to call a connection
// disconnected; the gateway reports to each leg once a second whether anybody speaks or not, so that silence on the wire tells sooner.

const LOOK_EVERY = 500; // milliseconds

/** What has come so far: bytes of any kind, and packets of sound. */
export interface Arrivals {
  bytes: number;
  audio: number;
}

/** For how long nothing has come, in milliseconds: nothing at all, and no sound. */
export interface Silence {
  anything: number;
  audio: number;
}

export type Look = () => Promise<Arrivals>;

export class LegWatch {
  #timer: ReturnType<typeof setInterval> | undefined;
  #seen: Arrivals = { bytes: 0, audio: 0 };
  #bytesAt = 0;
  #audioAt = 0;

  constructor(
    private readonly look: Look,
    private readonly told: (silence: Silence) => void,
  ) {}

  start(): void {
    this.stop();
    this.hopeAgain();
    this.#timer = setInterval(() => void this.#lookOnce(), LOOK_EVERY);
  }

  /** Counts the silence anew. */
  hopeAgain(): void {
    this.#bytesAt = this.#audioAt = Date.now();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #lookOnce(): Promise<void> {
    const seen = await this.look();
    if (this.#timer === undefined) return;
    const now = Date.now();
    if (seen.bytes !== this.#seen.bytes) this.#bytesAt = now;
    if (seen.audio !== this.#seen.audio) this.#audioAt = now;
    this.#seen = seen;
    // A browser that does not count is not taken for one to which nothing comes.
    if (seen.bytes > 0) this.told({ anything: now - this.#bytesAt, audio: now - this.#audioAt });
  }
}

/** Looks at a connection by the browser's own counts (W3C webrtc-stats). */
export function arrivalsAt(peer: RTCPeerConnection): Look {
  return async () => {
    const arrivals = { bytes: 0, audio: 0 };
    for (const report of (await peer.getStats()).values()) {
      if (report.type === "candidate-pair") arrivals.bytes += report.bytesReceived ?? 0;
      if (report.type === "inbound-rtp") arrivals.audio += report.packetsReceived ?? 0;
    }
    return arrivals;
  };
}
