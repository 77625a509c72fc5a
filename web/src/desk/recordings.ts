// Recordings that whoever is signed in may listen to, each time with a reason that is kept.
import { fromTheDesk } from "./sign-on";

export interface Kept {
  id: string;
  adviser: string;
  /** ISO 8601, as `keep_until`. */
  started_at: string;
  seconds: number;
  keep_until: string;
  is_whole: boolean;
}

/** Raises `RequestRefused` with a sentence for the person, or `GatewayUnreachable`, as `soundOf` does. */
export async function recordingsKept(): Promise<Kept[]> {
  const { recordings }: { recordings: Kept[] } = await (await fromTheDesk("/api/desk/recordings", "GET")).json();
  return recordings;
}

export async function soundOf(id: string, reason: string): Promise<Blob> {
  return (await fromTheDesk(`/api/desk/recordings/${id}`, "POST", { reason })).blob();
}
