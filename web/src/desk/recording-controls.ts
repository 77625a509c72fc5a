// Recording, as the adviser has it: the proposal, what became of it, and a pause for what must not be on it.
import { html, nothing } from "lit";
import { Mic2, Pause, Play } from "lucide";
import { icon } from "../shared/icon";
import type { LiveHandoff } from "../shared/messages.gen";
import { recordingToggle } from "../shared/recording";
import { words } from "../shared/words.en";
import type { Workplace } from "./workplace";

export function recordingControls({ recording, may_record, call, my_part }: LiveHandoff, workplace: Workplace) {
  if (my_part !== "adviser") return recordingForGuests(recording);
  if (!recording) {
    const talking = call?.status === "LIVE" || call?.status === "HELD";
    return may_record && talking
      ? html`<button type="button" @click=${() => workplace.proposeRecording()}>
          ${icon(Mic2)} ${words.recording.propose}
        </button>`
      : nothing;
  }
  const stop = () => workplace.stopRecording();
  if (recording.state === "proposed")
    return html`<span class="small">${words.recording.asked}</span>
      <button type="button" @click=${stop}>${words.recording.takeBack}</button>`;
  const paused = recording.state === "paused";
  return html`${recordingToggle(recording, stop)}
    <button type="button" @click=${() => workplace.pauseRecording(!paused)}>
      ${icon(paused ? Play : Pause)} ${paused ? words.recording.goOn : words.recording.pause}
    </button>`;
}

/** A colleague or a lead sees it, too; stopping it is for the two whose call it is. */
function recordingForGuests(recording: LiveHandoff["recording"]) {
  if (!recording || recording.state === "proposed") return nothing;
  return html`<span class="tag small">${recording.state === "paused" ? words.recording.paused : words.recording.on}</span>`;
}
