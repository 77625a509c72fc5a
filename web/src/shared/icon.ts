// One icon of the Lucide set. Icons are decoration: the control around one carries the name.
import { html } from "lit";
import { guard } from "lit/directives/guard.js";
import { createElement, type IconNode } from "lucide";

export function icon(node: IconNode) {
  return html`${guard([node], () => createElement(node, { width: 20, height: 20, "aria-hidden": "true", class: "icon" }))}`;
}
