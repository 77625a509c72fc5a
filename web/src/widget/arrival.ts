// How a window of its own comes into the conversation: it asks the page that opened it for a ticket, and the gateway for the token of
// whoever holds that. The gateway hears which page it was, as the browser says it: a foreign one is refused.
import type { Keep } from "../shared/keep";
import { request } from "../shared/requests";
import { TOKEN } from "./visitor";
import { READY, ticketIn } from "./window-talk";

/** Milliseconds. */
const LET_IN_WITHIN = 15_000;

/** True when the conversation's token is kept for this window: from before its reload, or from now on. */
export async function arrive(origin: string, keep: Keep, opener: Window | null = window.opener): Promise<boolean> {
  if (keep.read(TOKEN) !== null) return true;
  if (opener === null) return false;
  try {
    const { ticket, from } = await ticketOf(opener);
    const answer = await request(`${origin}/api/chat/window`, { method: "POST", body: { ticket, opener: from } });
    const { token }: { token: string } = await answer.json();
    keep.write(TOKEN, token);
    return true;
  } catch {
    return false;
  }
}

function ticketOf(opener: Window): Promise<{ ticket: string; from: string }> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error("nobody let this window in"))), LET_IN_WITHIN);
    const hear = ({ source, data, origin }: MessageEvent) => {
      const ticket = ticketIn(data);
      if (source === opener && ticket !== null) end(() => resolve({ ticket, from: origin }));
    };
    const end = (how: () => void) => {
      clearTimeout(timer);
      window.removeEventListener("message", hear);
      how();
    };
    window.addEventListener("message", hear);
    opener.postMessage(READY, "*");
  });
}
