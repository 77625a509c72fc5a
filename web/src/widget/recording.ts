// The question whether the call may be recorded: plain, with two equal answers. That it is recorded is shown by `chat.ts`.
import { html, nothing } from "lit";
import type { CustomerHandoff } from "../shared/messages.gen";
import { words } from "../shared/words.en";
import type { Conversation } from "./conversation";

export function recordingQuestion({ recording }: CustomerHandoff, conversation: Conversation) {
  if (recording?.state !== "proposed") return nothing;
  const answer = (agreed: boolean) => () => conversation.answerRecording(recording.id, agreed);
  return html`<section class="box stack" aria-label=${words.recording.region}>
    <p role="alert">${recording.question}</p>
    <div class="pair">
      <button type="button" @click=${answer(true)}>${words.recording.agree}</button>
      <button type="button" @click=${answer(false)}>${words.recording.refuse}</button>
    </div>
  </section>`;
}
