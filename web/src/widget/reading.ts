// How far the customer has read, on whatever page of this browser; what others have said since is unread.
import type { Keep } from "../shared/keep";
import type { Turn } from "../shared/messages.gen";
import { newestSeq, type Transcript } from "../shared/transcript-state";

const READ = "reassure.read";
const OTHERS = new Set<Turn["speaker"]>(["assistant", "adviser"]);

export class Reading {
  constructor(private readonly keep: Keep) {}

  /** They have everything before their eyes. */
  upToNewest(transcript: Transcript): void {
    const newest = newestSeq(transcript);
    if (newest > (this.#upTo() ?? -1)) this.keep.write(READ, String(newest));
  }

  /** Oldest first. Who has never looked here has nothing to catch up on. */
  unread({ turns }: Transcript): Turn[] {
    const upTo = this.#upTo();
    return upTo === null ? [] : turns.filter(turn => turn.seq > upTo && OTHERS.has(turn.speaker));
  }

  forget(): void {
    this.keep.forget(READ);
  }

  #upTo(): number | null {
    const kept = this.keep.read(READ);
    return kept === null ? null : Number(kept);
  }
}
