// The adviser's session at the gateway: an HttpOnly cookie, so that this script never sees the secret.
import { RequestRefused, request } from "../shared/requests";

export interface SignedIn {
  name: string;
  role: "adviser" | "lead";
}

/** A header that no other site's form can send, beside the cookie. */
const FROM_THE_DESK = { "X-Reassure": "desk" };

/** Who is signed in, or null. */
export async function whoIsSignedIn(): Promise<SignedIn | null> {
  try {
    return await (await fromTheDesk("/api/desk/session", "GET")).json();
  } catch (problem) {
    if (problem instanceof RequestRefused && problem.status === 401) return null;
    throw problem;
  }
}

/** Raises `RequestRefused` with a sentence for the person, or `GatewayUnreachable`. */
export async function signIn(username: string, password: string): Promise<SignedIn> {
  return (await fromTheDesk("/api/desk/session", "POST", { username, password })).json();
}

export async function signOut(): Promise<void> {
  await fromTheDesk("/api/desk/session", "DELETE");
}

export async function socketTicket(within: number): Promise<string> {
  const answer = await fromTheDesk("/api/desk/ticket", "POST", undefined, within);
  const { ticket }: { ticket: string } = await answer.json();
  return ticket;
}

export function fromTheDesk(
  path: string,
  method: "GET" | "POST" | "DELETE",
  body?: unknown,
  within?: number,
): Promise<Response> {
  return request(path, { method, body, headers: FROM_THE_DESK, credentials: "same-origin", within });
}
