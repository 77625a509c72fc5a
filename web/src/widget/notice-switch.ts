// The switch with which the customer decides whether the assistant notices when things go badly.
import { css, html } from "lit";
import type { NoticingState } from "../shared/messages.gen";
import { words } from "../shared/words.en";

export type Noticing = NoticingState["noticing"];

export const switchStyles = css`
  [role="switch"] {
    justify-content: space-between;
    width: 100%;
    font-weight: 600;
  }
  .track {
    flex: none;
    width: 40px;
    height: 24px;
    padding: 3px;
    border: 1px solid var(--reassure-control);
    border-radius: var(--reassure-chip);
    background: var(--reassure-paper);
  }
  .track::before {
    content: "";
    display: block;
    width: 16px;
    height: 16px;
    border-radius: 50%;
    background: var(--reassure-control);
    transition: translate var(--reassure-motion);
  }
  [aria-checked="true"] .track {
    border-color: var(--reassure-sea);
    background: var(--reassure-sea);
  }
  [aria-checked="true"] .track::before {
    background: var(--reassure-on-sea);
    translate: 16px;
  }
`;

export function noticeSwitch(noticing: Noticing, set: (on: boolean) => void) {
  const on = noticing === "on";
  return html`<div class="stack">
    ${
      noticing === "never"
        ? html`<h3>${words.tools.notice}</h3>`
        : html`<button
            type="button"
            role="switch"
            aria-checked=${on}
            aria-describedby="noticing"
            @click=${() => set(!on)}
          >
            ${words.tools.notice} <span class="track"></span>
          </button>`
    }
    <p class="small quiet" id="noticing">${words.tools.noticing[noticing]}</p>
  </div>`;
}
