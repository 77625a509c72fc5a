// <reassure-desk>: signed in, the board; else the door.
import { css, html, LitElement, nothing } from "lit";
import { query, state } from "lit/decorators.js";
import { define } from "../shared/define";
import { KeepsFocus } from "../shared/keeps-focus";
import { words } from "../shared/words.en";
import "./board";
import "./sign-in";
import { type SignedIn, signOut, whoIsSignedIn } from "./sign-on";

class Desk extends LitElement {
  @state() private who: SignedIn | null = null;
  @state() private known = false;
  @state() private reason = "";
  @query("reassure-board, reassure-sign-in") private shown!: LitElement;

  static override styles = css`
    :host {
      --target: 36px;
    }
  `;

  constructor() {
    super();
    new KeepsFocus(this, async () => {
      await this.shown.updateComplete;
      this.shown.focus();
    });
  }

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    try {
      this.who = await whoIsSignedIn();
    } catch {
      this.reason = words.desk.unreachable;
    }
    this.known = true;
  }

  override render() {
    if (!this.known) return nothing;
    if (this.who) {
      return html`<reassure-board name=${this.who.name} .leave=${this.#leave} .signedOut=${this.#signedOut}></reassure-board>`;
    }
    return html`<reassure-sign-in reason=${this.reason} .signedIn=${this.#signedIn}></reassure-sign-in>`;
  }

  #signedIn = (who: SignedIn): void => {
    this.reason = "";
    this.who = who;
  };

  #signedOut = (): void => {
    this.reason = words.desk.signedOut;
    this.who = null;
  };

  #leave = async (): Promise<void> => {
    // The board closes its line first, so that the gateway sees the adviser go.
    this.who = null;
    this.reason = "";
    await signOut().catch(() => {
      this.reason = words.desk.unreachable;
    });
  };
}

define("reassure-desk", Desk);
