// The ring of an incoming handoff: two soft tones, made here, and only after the adviser allowed sound by a click.

const TONES = [587, 440];
const VOLUME = 0.08;
/** Milliseconds from one ring to the next. */
const PERIOD = 2_400;

export class Ring {
  #sound: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  get allowed(): boolean {
    return this.#sound !== null;
  }

  /** Call from a click: browsers let nothing else turn sound on. */
  allow(): void {
    this.#sound ??= new AudioContext();
    void this.#sound.resume();
  }

  silence(): void {
    this.stop();
    void this.#sound?.close();
    this.#sound = null;
  }

  start(): void {
    if (this.#timer !== undefined || !this.allowed) return;
    this.#ringOnce();
    this.#timer = setInterval(() => this.#ringOnce(), PERIOD);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #ringOnce(): void {
    TONES.forEach((frequency, index) => {
      this.#tone(frequency, index * 0.28);
    });
  }

  #tone(frequency: number, delay: number): void {
    if (!this.#sound) return;
    const from = this.#sound.currentTime + delay;
    const tone = new OscillatorNode(this.#sound, { frequency });
    const volume = new GainNode(this.#sound, { gain: 0 });
    volume.gain.setTargetAtTime(VOLUME, from, 0.02);
    volume.gain.setTargetAtTime(0, from + 0.2, 0.06);
    tone.connect(volume).connect(this.#sound.destination);
    tone.start(from);
    tone.stop(from + 0.7);
  }
}
