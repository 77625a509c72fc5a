// The adviser's own status, and how an incoming handoff may reach them.
import { html, nothing } from "lit";
import { words } from "../shared/words.en";
import type { Permission } from "./notices";
import type { Ring } from "./ring";
import type { Workplace } from "./workplace";

export function presence(workplace: Workplace, ring: Ring) {
  const choose = (chosen: (typeof words.desk.presences)[number]) => {
    ring.allow();
    workplace.setPresence(chosen);
  };
  return html`<div class="box presence" role="radiogroup" aria-labelledby="presence">
    <h2 id="presence">${words.desk.presence}</h2>
    ${words.desk.presences.map(
      name => html`<label>
        <input
          type="radio"
          name="presence"
          ?disabled=${workplace.state === null}
          .checked=${workplace.state?.presence === name}
          @change=${() => choose(name)}
        />
        ${name}
      </label>`,
    )}
  </div>`;
}

export function alerts(ring: Ring, permission: Permission, toggleRing: () => void, askToNotify: () => void) {
  return html`<div class="box stack alerts">
    <button type="button" @click=${toggleRing}>${ring.allowed ? words.desk.soundOff : words.desk.soundOn}</button>
    ${
      permission === "default"
        ? html`<button type="button" aria-describedby="why-notify" @click=${askToNotify}>${words.desk.notify}</button>
          <p id="why-notify" class="small quiet">${words.desk.notifyWhy}</p>`
        : nothing
    }
    ${permission === "granted" ? html`<p class="small quiet">${words.desk.notifyOn}</p>` : nothing}
    ${permission === "denied" ? html`<p class="small quiet">${words.desk.notifyRefused}</p>` : nothing}
  </div>`;
}
