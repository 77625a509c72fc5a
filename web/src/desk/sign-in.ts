// The door to the desk.
import { css, html, LitElement, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { RequestRefused } from "../shared/requests";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";
import { type SignedIn, signIn } from "./sign-on";

export class SignIn extends LitElement {
  @property({ attribute: false }) signedIn: (who: SignedIn) => void = () => {};
  @property() reason = "";
  @state() private problem = "";
  @state() private busy = false;
  @query("#username") private username!: HTMLInputElement;
  @query("#password") private password!: HTMLInputElement;

  static override styles = [
    controls,
    css`
      main {
        display: grid;
        place-items: center;
        min-height: 100dvh;
        padding: 16px;
      }
      form {
        width: min(100%, 360px);
        padding: 24px;
        border: 1px solid var(--reassure-line);
        border-radius: var(--reassure-radius);
        background: var(--reassure-raised);
        box-shadow: var(--reassure-shadow);
      }
      h1 {
        font-size: var(--reassure-large);
      }
      button {
        margin-top: 8px;
      }
    `,
  ];

  override focus(): void {
    this.username.focus();
  }

  override render() {
    const said = this.problem || this.reason;
    return html`<main>
      <form class="stack" @submit=${this.#submit} novalidate>
        <h1>${words.desk.signInTitle}</h1>
        ${said ? html`<p class="problem small" role="alert">${said}</p>` : nothing}
        <label for="username">${words.desk.username}</label>
        <input id="username" autocomplete="username" autocapitalize="none" spellcheck="false" />
        <label for="password">${words.desk.password}</label>
        <!-- A password field has no role of its own; people and tests find both fields as textboxes. -->
        <input id="password" type="password" role="textbox" autocomplete="current-password" />
        <button class="main" aria-disabled=${this.busy}>${words.desk.signIn}</button>
      </form>
    </main>`;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const username = this.username.value.trim();
    const password = this.password.value;
    if (username === "" || password === "") {
      this.problem = words.desk.required;
      return;
    }
    this.busy = true;
    try {
      this.signedIn(await signIn(username, password));
    } catch (problem) {
      this.problem = (problem instanceof RequestRefused && problem.text) || words.desk.unreachable;
      this.password.select();
    } finally {
      this.busy = false;
    }
  }
}

define("reassure-sign-in", SignIn);
