// How to meet the adviser: by voice in this page, in writing, or by a call back. Equal choices, with the honest wait beside them.
import { html, nothing } from "lit";
import { MessageSquareText, Phone } from "lucide";
import { icon } from "../shared/icon";
import type { Wait } from "../shared/messages.gen";
import { words } from "../shared/words.en";
import type { MicrophoneReason } from "./call-here";
import "./callback";
import type { Conversation } from "./conversation";
import { waitSentence } from "./status-words";

export function ways(conversation: Conversation, wait: Wait) {
  const { problem } = conversation.call;
  return html`<section class="box stack" aria-labelledby="ways">
    <h2 id="ways" tabindex="-1">${words.ways.title}</h2>
    ${problem ? microphoneProblem(problem) : waiting(wait)}
    <button type="button" @click=${() => conversation.meetByVoice()}>
      ${icon(Phone)} ${problem ? words.ways.tryAgain : words.ways.call}
    </button>
    <button type="button" @click=${() => conversation.meetByText()}>${icon(MessageSquareText)} ${words.ways.text}</button>
    ${callback(conversation)}
  </section>`;
}

export function callback(conversation: Conversation) {
  const ask = (phone: string, when: string) => conversation.meetByCallback(phone, when);
  return html`<reassure-callback .ask=${ask}></reassure-callback>`;
}

export function microphoneProblem(problem: MicrophoneReason) {
  return html`<p class="problem small" role="alert">${words.microphone[problem]}</p>`;
}

function waiting(wait: Wait) {
  const nobody = wait.advisers_available === 0;
  return html`<p class="small quiet">${nobody ? html`${words.ways.nobody} ` : nothing}${waitSentence(wait)}</p>`;
}
