import { html, LitElement } from "lit";

class Chat extends LitElement {
  override render() {
    return html`<button type="button">Chat with us</button>`;
  }
}
customElements.define("reassure-chat", Chat);
