// An offer is a question, answered by its buttons; a handover, or the customer's own wish, opens the package at once.
import type { CustomerHandoff, Turn } from "../shared/messages.gen";

const OWN_WISH = "asked_for_person";

/** Whether the assistant has only asked whether a person is wanted, so that nothing is to be decided in the panel yet. */
export function isOnlyOffered(handoff: CustomerHandoff, turns: readonly Turn[]): boolean {
  if (handoff.status !== "OFFERED_TO_CUSTOMER" || handoff.consented || handoff.reasons.includes(OWN_WISH)) return false;
  return turns.findLast(turn => turn.offer !== null)?.offer?.level === "offer";
}
