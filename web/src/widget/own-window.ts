// The conversation in a window of its own, from the page's side: opened by the customer's click, let in by a ticket that goes from
// page to window and through no address. The window is the gateway's, so that it stays when the page is left.
import { isReady, NAME, SIZE } from "./window-talk";

/** A window that has not come up by then will not. Milliseconds. */
const OPENS_WITHIN = 15_000;

export type Opening = "closed" | "opening" | "blocked" | "failed";

export class OwnWindow {
  state: Opening = "closed";
  #window: Window | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly origin: string,
    private readonly ticket: () => Promise<string>,
    private readonly changed: () => void,
  ) {}

  /** To be called by a click: browsers open nothing otherwise. */
  open(): void {
    this.#window = window.open(`${this.origin}/window`, NAME, SIZE);
    window.addEventListener("message", this.#hear);
    this.#timer = setTimeout(() => this.#end("failed"), OPENS_WITHIN);
    if (this.#window) this.#become("opening");
    else this.#end("blocked");
  }

  /** The gateway says that the window is in the conversation. */
  arrived(): void {
    this.#end("closed");
  }

  /** This page opened it, and it is there. */
  get canBeShown(): boolean {
    return this.#window?.closed === false;
  }

  /** This page opened it, and it is closed for good. A page that came later cannot tell. */
  get wasClosed(): boolean {
    return this.#window?.closed === true;
  }

  show(): void {
    this.#window?.focus();
  }

  /** That no window came up was read: the conversation has gone on here. */
  dismiss(): void {
    if (this.state === "blocked" || this.state === "failed") this.#become("closed");
  }

  stop(): void {
    this.#end("closed");
  }

  #hear = (event: MessageEvent): void => {
    if (event.origin !== this.origin || event.source !== this.#window || !isReady(event.data)) return;
    void this.#letIn();
  };

  async #letIn(): Promise<void> {
    try {
      this.#window?.postMessage({ type: "reassure-ticket", ticket: await this.ticket() }, this.origin);
    } catch {
      this.#end("failed");
    }
  }

  #end(state: Opening): void {
    clearTimeout(this.#timer);
    window.removeEventListener("message", this.#hear);
    this.#become(state);
  }

  #become(state: Opening): void {
    if (state === this.state) return;
    this.state = state;
    this.changed();
  }
}
