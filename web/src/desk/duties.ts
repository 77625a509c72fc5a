// What advisers owe customers beside the calls, as the gateway lists it.
import { fromTheDesk } from "./sign-on";

export type Answer =
  | "answered"
  | "granted"
  | "refused"
  | "paid"
  | "found"
  | "not_found"
  | "on_the_way"
  | "delivered"
  | "place"
  | "no_place"
  | "done"
  | "later";

export interface Duty {
  id: number;
  promise: string;
  /** The customer's own. */
  words: string;
  booking: string | null;
  due_at: string;
  late: boolean;
  answers: Answer[];
  needs_words: Answer[];
  grants_money: boolean;
  /** In minor units of `currency`; 0 when no amount was named. */
  claimed_minor: number;
  currency: string;
}

export interface Given {
  answer: Answer;
  words: string;
  amount_minor: number | null;
  /** ISO 8601. */
  due_at: string | null;
}

/** Raises `RequestRefused` with a sentence for the person, or `GatewayUnreachable`, as `giveDuty` does. */
export async function dutiesOwed(): Promise<Duty[]> {
  return listed(await fromTheDesk("/api/desk/duties", "GET"));
}

/** What is owed afterwards. */
export async function giveDuty(id: number, given: Given): Promise<Duty[]> {
  return listed(await fromTheDesk(`/api/desk/duties/${id}`, "POST", given));
}

async function listed(answer: Response): Promise<Duty[]> {
  const { duties }: { duties: Duty[] } = await answer.json();
  return duties;
}
