// How long to wait before trying again: doubling, with a ceiling, and spread so that a thousand tabs do not return at once.

const FIRST = 500;
const CEILING = 20_000;

/** Milliseconds before try number `attempt` (from 0). `chance` is between 0 and 1. */
export function backoff(attempt: number, chance: number): number {
  const full = Math.min(CEILING, FIRST * 2 ** attempt);
  return full / 2 + (full / 2) * chance;
}
