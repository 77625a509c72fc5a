// What we owe customers beside the calls: what is due first at the top, each with the form in which it is given.
import { css, html, LitElement, nothing } from "lit";
import { query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { define } from "../shared/define";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";
import { type Duty, dutiesOwed, type Given, giveDuty } from "./duties";
import "./duty";

const LOOK_AGAIN_EVERY = 20_000; // milliseconds

export class DutyList extends LitElement {
  @state() private duties: Duty[] | null = null;
  @state() private said = "";
  @state() private unreachable = false;
  @query("h2") private heading!: HTMLElement;
  #timer = 0;

  static override styles = [
    controls,
    css`
      section {
        padding: 12px 16px;
      }
      li {
        border-bottom: 1px solid var(--reassure-line);
      }
      h2:focus {
        outline: none;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#look();
    this.#timer = window.setInterval(() => void this.#look(), LOOK_AGAIN_EVERY);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#timer);
  }

  override render() {
    return html`<section aria-labelledby="title">
      <h2 id="title" tabindex="-1">${words.desk.owed}</h2>
      <p class="small" role="status">${this.unreachable ? words.desk.owedStale : this.said}</p>
      ${this.duties === null ? nothing : this.#list(this.duties)}
    </section>`;
  }

  #list(duties: Duty[]) {
    if (duties.length === 0) return html`<p class="small quiet">${words.desk.owedNothing}</p>`;
    return html`<ul role="list" aria-labelledby="title">
      ${repeat(
        duties,
        duty => duty.id,
        duty => html`<li><reassure-duty .duty=${duty} .give=${this.#giver(duty)}></reassure-duty></li>`,
      )}
    </ul>`;
  }

  #giver(duty: Duty) {
    return async (given: Given): Promise<void> => {
      this.duties = await giveDuty(duty.id, given);
      this.said = words.desk.answerSent;
      this.heading.focus();
    };
  }

  async #look(): Promise<void> {
    try {
      this.duties = await dutiesOwed();
      this.unreachable = false;
    } catch {
      // The line above the board says when the desk is signed out or cut off; here the list is only no longer fresh.
      this.unreachable = this.duties !== null;
    }
  }
}

define("reassure-duty-list", DutyList);
