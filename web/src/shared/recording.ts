// What both see as long as a call is recorded. Pressing it ends the recording; no question is asked first.
import { html } from "lit";
import { Circle, CirclePause } from "lucide";
import { icon } from "./icon";
import type { Recording } from "./messages.gen";
import { words } from "./words.en";

export function recordingToggle({ state }: Recording, stop: () => void) {
  const paused = state === "paused";
  return html`<button
    type="button"
    class="recorded"
    aria-pressed=${paused ? "mixed" : "true"}
    title=${words.recording.stop}
    @click=${stop}
  >
    ${icon(paused ? CirclePause : Circle)} ${paused ? words.recording.paused : words.recording.on}
  </button>`;
}
