// Times and durations in words, in the reader's own habit of writing them. Dates carry their weekday.
import { words } from "./words.en";

/** "Friday, 4 December at 14:05", with the year when that is not this one */
export function dayAndTime(iso: string): string {
  const time = new Date(iso);
  const thisYear = time.getFullYear() === new Date().getFullYear();
  return time.toLocaleString(readerLocale(), {
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(thisYear ? {} : { year: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** "14:05" */
export function clockTime(iso: string): string {
  return new Date(iso).toLocaleTimeString(readerLocale(), { hour: "2-digit", minute: "2-digit" });
}

/** "Fri 14:05", for narrow places */
export function shortDayAndTime(iso: string): string {
  return new Date(iso).toLocaleTimeString(readerLocale(), { weekday: "short", hour: "2-digit", minute: "2-digit" });
}

/** "03:12", or "1:03:12" from an hour on. Never negative, whatever the two clocks believe. */
export function elapsed(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map(part => String(part).padStart(2, "0"));
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? [hours, ...parts].join(":") : parts.join(":");
}

/** The reader's own variant of the language in which the words are written. */
export function readerLocale(): string {
  const language = words.locale.slice(0, 2);
  return navigator.languages.find(locale => locale.startsWith(`${language}-`)) ?? words.locale;
}
