// Focus does not fall out of an element when what had it is answered and goes away: the element is asked where it goes on.
import type { LitElement, ReactiveController } from "lit";

export class KeepsFocus implements ReactiveController {
  #before: Element | null = null;
  #byKeyboard = false;

  constructor(
    private readonly element: LitElement,
    /** `byKeyboard`: whoever tapped or clicked is not taken into a field, where a phone would bring up its keys. */
    private readonly goOn: (byKeyboard: boolean) => void,
  ) {
    element.addController(this);
  }

  hostUpdate(): void {
    this.#before = this.element.shadowRoot?.activeElement ?? null;
    this.#byKeyboard = this.#before !== null && focusedWithin(this.#before).matches(":focus-visible");
  }

  // Focus that was moved on purpose is somewhere else by now; focus that fell is with nobody.
  hostUpdated(): void {
    if (this.#before === null || this.#before.isConnected || isSomewhere()) return;
    this.goOn(this.#byKeyboard);
  }
}

/** What has the focus, in whatever shadow it lies. */
export function focused(): Element | null {
  return document.activeElement && focusedWithin(document.activeElement);
}

/** Gives a heading, or what stands for one, the focus, and shows it with what follows. */
export function focusHeading(heading: HTMLElement | null | undefined): void {
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "start" });
}

function focusedWithin(element: Element): Element {
  let inner = element;
  while (inner.shadowRoot?.activeElement) inner = inner.shadowRoot.activeElement;
  return inner;
}

function isSomewhere(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body;
}
