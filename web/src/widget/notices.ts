// The one sentence below the conversation about what just failed, or what is being waited for. It goes when that is over.

/** `asked`: what the gateway refused. `gateway`: it stops. `person`: one is asked for as soon as there is a line. */
export type About = "asked" | "gateway" | "person" | "download" | "deletion";

export class Notice {
  words = "";
  #about: About | null = null;

  tell(about: About, words: string): void {
    this.words = words;
    this.#about = about;
  }

  /** It is no longer so; what another notice says stays. */
  over(about: About): void {
    if (this.#about === about) this.clear();
  }

  clear(): void {
    this.words = "";
    this.#about = null;
  }
}
