// What an answer carries besides its words: work done, a receipt, a quote.
import { css, html, LitElement, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { define } from "../shared/define";
import type { QuoteCard, ReceiptCard, WorkCard } from "../shared/messages.gen";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";

const cardStyles = css`
  .card {
    margin-top: 8px;
    padding: 12px;
    border: 1px solid var(--reassure-control);
    border-radius: var(--reassure-radius);
    background: var(--reassure-raised);
  }
  dl {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 2px 12px;
    margin-top: 4px;
    font-size: var(--reassure-small);
  }
  dt {
    color: var(--reassure-quiet);
  }
  .total {
    margin-top: 8px;
    padding-top: 8px;
    border-top: 1px solid var(--reassure-line);
    font-weight: 600;
  }
  .why {
    margin-top: 8px;
    font-size: var(--reassure-small);
  }
`;

export const cards = [controls, cardStyles];

export function workCard(work: WorkCard) {
  return html`<section class="card" aria-label=${words.card.work}>
    <p>${work.done}</p>
    ${facts([
      [words.card.reference, work.reference],
      [words.card.next, work.next],
      [words.card.by, work.by],
    ])}
  </section>`;
}

export function quoteCard(quote: QuoteCard) {
  return html`<section class="card" aria-label=${quote.title}>
    <h3>${quote.title}</h3>
    <ul class="small">
      ${quote.lines.map(line => html`<li>${line}</li>`)}
    </ul>
    <p class="total">${words.card.total}: ${quote.total}</p>
    <p class="small"><span class="quiet">${words.card.rule}:</span> ${quote.rule}</p>
    <p class="small quiet">${words.card.validUntil(quote.valid_until)}</p>
  </section>`;
}

/** The receipt shows its rule on request, right where the amount stands. */
export class Receipt extends LitElement {
  @property({ attribute: false }) receipt!: ReceiptCard;
  @state() private explained = false;

  static override styles = cards;

  override render() {
    const { number, done, amount, next, by, undo } = this.receipt;
    return html`<section class="card" aria-label=${words.card.receipt(number)}>
      <h3>${words.card.receipt(number)}</h3>
      <p>${done}${amount ? html` · <strong>${amount}</strong>` : nothing}</p>
      ${facts([
        [words.card.next, next],
        [words.card.by, by],
      ])}
      ${undo ? html`<p class="small">${words.card.undo(undo)}</p>` : nothing} ${this.#why()}
    </section>`;
  }

  #why() {
    const { amount, why } = this.receipt;
    if (!why) return nothing;
    const toggle = () => {
      this.explained = !this.explained;
    };
    return html`<div class="why">
      <button type="button" class="chip" aria-expanded=${this.explained} @click=${toggle}>${words.card.why(amount)}</button>
      ${this.explained ? html`<p>${why}</p>` : nothing}
    </div>`;
  }
}

function facts(pairs: [string, string | null][]) {
  const known = pairs.filter(([, value]) => value !== null);
  if (known.length === 0) return nothing;
  return html`<dl>${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

define("reassure-receipt", Receipt);
