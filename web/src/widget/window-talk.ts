// What a page and the window that it opened say to each other.

export const NAME = "reassure-conversation";
export const SIZE = "popup,width=400,height=680";

/** From the window: it is there, and waits to be let in. Holds nothing secret, so that any page may hear it. */
export const READY = { type: "reassure-ready" } as const;

export function isReady(said: unknown): boolean {
  return isOfType(said, READY.type);
}

/** From the page: the ticket, or null if it is something else. */
export function ticketIn(said: unknown): string | null {
  return isOfType(said, "reassure-ticket") && "ticket" in said && typeof said.ticket === "string" ? said.ticket : null;
}

function isOfType(said: unknown, type: string): said is { type: string } {
  return typeof said === "object" && said !== null && "type" in said && said.type === type;
}
