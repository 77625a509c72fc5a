// What the customer would rather keep to themselves, while they look at what will be passed on. It outlives a reload and a package that
// is drawn up anew, and goes with the request that it belongs to.
import type { Keep } from "../shared/keep";
import type { Package } from "../shared/messages.gen";

const CHOICES = "reassure.choices";

export interface Choices {
  /** The keys of the items that are not to be passed on. */
  readonly struck: readonly string[];
  /** What they want, in their own words: null while it is left as drafted, nothing but space when they emptied it. */
  readonly goal: string | null;
}

export const AS_DRAFTED: Choices = { struck: [], goal: null };

export class KeptChoices {
  constructor(private readonly keep: Keep) {}

  of(handoff: string): Choices {
    const kept = this.keep.read(CHOICES);
    if (kept === null) return AS_DRAFTED;
    const { of, choices }: { of: string; choices: Choices } = JSON.parse(kept);
    return of === handoff ? choices : AS_DRAFTED;
  }

  choose(handoff: string, choices: Choices): void {
    this.keep.write(CHOICES, JSON.stringify({ of: handoff, choices }));
  }

  forget(): void {
    this.keep.forget(CHOICES);
  }
}

/** What is passed on then: the keys of the items, and the goal where its words are the customer's own. */
export function passedOn({ items }: Package, { struck, goal }: Choices): { shared: string[]; goal: string | null } {
  const own = goal === null ? null : goal.trim();
  const shared = items.map(({ key }) => key).filter(key => !struck.includes(key) && !(key === "goal" && own === ""));
  return { shared, goal: shared.includes("goal") ? own : null };
}

export function toggled({ struck, goal }: Choices, key: string): Choices {
  return { struck: struck.includes(key) ? struck.filter(other => other !== key) : [...struck, key], goal };
}
