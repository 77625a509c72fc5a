// Whether something goes on for a while, or was over at once.

export class Lasting {
  lasts = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** Milliseconds. */
    private readonly after: number,
    private readonly changed: () => void,
  ) {}

  follow(goesOn: boolean): void {
    if (!goesOn) this.stop();
    else this.#timer ??= setTimeout(() => this.#last(), this.after);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.lasts = false;
  }

  #last(): void {
    this.lasts = true;
    this.changed();
  }
}
