// The customer's session at the gateway: an opaque token in this browser, shared by its tabs, and what can be asked for with it.
import type { Keep } from "../shared/keep";
import { GatewayUnreachable, RequestRefused, request } from "../shared/requests";

export const TOKEN = "reassure.token";
/** The gateway's code for a page that may not open a chat. */
export const FOREIGN_ORIGIN = "foreign_origin";

export interface HeldItem {
  title: string;
  text: string;
  /** The id of a recording, where the item is one. */
  recording?: string;
}

export class Visitor {
  #token: string | null = null;
  #conversation: string | null = null;

  constructor(
    private readonly origin: string,
    private readonly keep: Keep,
    /** Told when the token opened another conversation than before (deleted in another tab, or expired). */
    private readonly movedOn: () => void,
  ) {}

  /** This browser has had a conversation here. */
  get wasHere(): boolean {
    return this.keep.read(TOKEN) !== null;
  }

  /**
   * A single-use ticket for the socket; starts or renews the session where needed.
   *
   * Raises `RequestRefused` or `GatewayUnreachable`. To a page that may not open a chat a browser tells only the latter, so that the
   * gateway is asked.
   */
  async ticket(within: number): Promise<string> {
    try {
      return await this.#ticket(within);
    } catch (problem) {
      if (problem instanceof GatewayUnreachable) await this.#demandAdmission(within);
      throw problem;
    }
  }

  async #ticket(within: number): Promise<string> {
    if (this.#token === null || this.#token !== this.keep.read(TOKEN)) await this.#begin(within);
    try {
      return await this.#askForTicket(within);
    } catch (problem) {
      if (!(problem instanceof RequestRefused) || problem.status !== 401) throw problem;
      await this.#begin(within);
      return this.#askForTicket(within);
    }
  }

  /** A single-use ticket for a window of its own. */
  async windowTicket(): Promise<string> {
    const { ticket }: { ticket: string } = await (await this.#ask("/api/chat/window/ticket", "POST")).json();
    return ticket;
  }

  socketAddress(ticket: string): string {
    const address = new URL("/api/chat/socket", this.origin);
    address.protocol = address.protocol.replace("http", "ws");
    address.searchParams.set("ticket", ticket);
    return address.href;
  }

  async transcript(): Promise<Blob> {
    return (await this.#ask("/api/chat/transcript", "GET")).blob();
  }

  async recording(id: string): Promise<Blob> {
    return (await this.#ask(`/api/chat/recordings/${id}`, "GET")).blob();
  }

  async held(): Promise<HeldItem[]> {
    const answer: { items: HeldItem[] } = await (await this.#ask("/api/chat/held", "GET")).json();
    return answer.items;
  }

  async deleteConversation(): Promise<void> {
    await this.#ask("/api/chat/conversation", "DELETE");
    this.keep.forget(TOKEN);
    this.#token = null;
    this.#conversation = null;
  }

  async #demandAdmission(within: number): Promise<void> {
    try {
      await request(`${this.origin}/api/chat/admission`, { within });
    } catch (problem) {
      if (problem instanceof RequestRefused && problem.code === FOREIGN_ORIGIN) throw problem;
    }
  }

  async #begin(within: number): Promise<void> {
    const answer = await request(`${this.origin}/api/chat/session`, {
      method: "POST",
      body: { token: this.keep.read(TOKEN) },
      within,
    });
    const { token, conversation }: { token: string; conversation: string } = await answer.json();
    this.keep.write(TOKEN, token);
    this.#token = token;
    if (this.#conversation !== null && this.#conversation !== conversation) this.movedOn();
    this.#conversation = conversation;
  }

  async #askForTicket(within: number): Promise<string> {
    const answer = await this.#ask("/api/chat/ticket", "POST", within);
    const { ticket }: { ticket: string } = await answer.json();
    return ticket;
  }

  #ask(path: string, method: "GET" | "POST" | "DELETE", within?: number): Promise<Response> {
    return request(this.origin + path, { method, headers: { Authorization: `Bearer ${this.#token ?? ""}` }, within });
  }
}
