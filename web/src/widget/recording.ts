// Recording, as the customer has it: a plain question with two equal answers, then a button that shows it and ends it.
import { html, nothing } from "lit";
import type { CustomerHandoff } from "../shared/messages.gen";
import { recordingToggle } from "../shared/recording";
import { words } from "../shared/words.en";
import type { Conversation } from "./conversation";

export function recordingBar({ recording }: CustomerHandoff, conversation: Conversation) {
  if (!recording) return nothing;
  if (recording.state !== "proposed")
    return html`<div class="box">${recordingToggle(recording, () => conversation.stopRecording())}</div>`;
  const answer = (agreed: boolean) => () => conversation.answerRecording(recording.id, agreed);
  return html`<section class="box stack" aria-label=${words.recording.region}>
    <p role="alert">${recording.question}</p>
    <div class="pair">
      <button type="button" @click=${answer(true)}>${words.recording.agree}</button>
      <button type="button" @click=${answer(false)}>${words.recording.refuse}</button>
    </div>
  </section>`;
}
