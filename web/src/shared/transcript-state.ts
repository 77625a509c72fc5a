// What the customer sees of the conversation: the journal's turns, and their own messages that are not in it yet.
import type { Turn } from "./messages.gen";

export type MineState = "sending" | "kept" | "sent" | "refused";

/** A message of this tab on its way into the journal. `id` becomes the turn's `client_id`, `seq` its number once that is known. */
export interface Mine {
  id: string;
  text: string;
  at: string;
  state: MineState;
  seq?: number;
  problem?: string;
}

export interface Transcript {
  readonly turns: readonly Turn[];
  readonly mine: readonly Mine[];
}

export const EMPTY: Transcript = { turns: [], mine: [] };

export function newestSeq(transcript: Transcript): number {
  return transcript.turns.at(-1)?.seq ?? 0;
}

/** Adds what is new, in order; a turn that is here already is not added again. */
export function withTurns(transcript: Transcript, arrived: readonly Turn[]): Transcript {
  const known = new Set(transcript.turns.map(turn => turn.seq));
  const fresh = arrived.filter(turn => !known.has(turn.seq));
  const turns = [...transcript.turns, ...fresh].sort((one, other) => one.seq - other.seq);
  return { turns, mine: transcript.mine.filter(message => !turns.some(turn => isTurnOf(turn, message))) };
}

export function withMine(transcript: Transcript, message: Mine): Transcript {
  return { ...transcript, mine: [...transcript.mine, message] };
}

export function withoutMine(transcript: Transcript, id: string): Transcript {
  return { ...transcript, mine: transcript.mine.filter(message => message.id !== id) };
}

/** The gateway has it under this number. */
export function received(transcript: Transcript, id: string, seq: number): Transcript {
  return withTurns(change(transcript, id, { state: "sent", seq }), []);
}

export function refused(transcript: Transcript, id: string, problem: string): Transcript {
  return change(transcript, id, { state: "refused", problem });
}

/** What was on its way when the line broke is kept, and on its way again when it is back. */
export function withLine(transcript: Transcript, open: boolean): Transcript {
  const from = open ? "kept" : "sending";
  const to = open ? "sending" : "kept";
  const mine = transcript.mine.map(message =>
    message.state === from ? { ...message, state: to as MineState } : message,
  );
  return { ...transcript, mine };
}

/** The turn whose quick answers still count: the newest one, unless something was said after it. */
export function answerable(transcript: Transcript): Turn | null {
  if (transcript.mine.length > 0) return null;
  const newest = transcript.turns.findLast(turn => turn.speaker !== "system");
  return newest && newest.buttons.length > 0 ? newest : null;
}

function isTurnOf(turn: Turn, message: Mine): boolean {
  return turn.client_id === message.id || turn.seq === message.seq;
}

function change(transcript: Transcript, id: string, news: Partial<Mine>): Transcript {
  return {
    ...transcript,
    mine: transcript.mine.map(message => (message.id === id ? { ...message, ...news } : message)),
  };
}
