// Money as people write and read it. Amounts are whole minor units with an ISO 4217 currency.
import { readerLocale } from "./times";

/** "€1,250.00" */
export function money(minor: number, currency: string): string {
  return new Intl.NumberFormat(readerLocale(), { style: "currency", currency }).format(minor / 100);
}

const PLAIN = /^(\d+|\d{1,3}(?: \d{3})+)(?:[.,](\d{1,2}))?$/;
const GROUPED = /^(\d{1,3}(?:,\d{3})+)\.(\d{2})$|^(\d{1,3}(?:\.\d{3})+),(\d{2})$/;

/** "300", "300.5", "1 250" and "1,250.00" in minor units; null for what is no amount, or may be two ("1,250"). */
export function minorUnits(written: string): number | null {
  const found = PLAIN.exec(amountIn(written)) ?? GROUPED.exec(amountIn(written));
  if (!found) return null;
  const [whole = "", cents = ""] = found.slice(1).filter(part => part !== undefined);
  return Number(whole.replace(/\D/g, "")) * 100 + Number(cents.padEnd(2, "0"));
}

function amountIn(written: string): string {
  return written.replace(/[€$]/g, "").trim();
}
