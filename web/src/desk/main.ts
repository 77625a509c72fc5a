import { html, LitElement } from "lit";

class Desk extends LitElement {
  override render() {
    return html`<h1>Advisers' desk</h1>`;
  }
}
customElements.define("reassure-desk", Desk);
