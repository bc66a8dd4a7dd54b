// Times as the chat shows them, on LINE's clock: this machine's plus what was moved. Japan's zone, the page's language.

import { language } from "./words.js";

const ZONE = "Asia/Tokyo";
let offset = 0;

export const setOffset = (seconds) => (offset = seconds);
export const now = () => Date.now() + offset * 1000;

function form(options) {
  const of = (locale) => new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });
  const known = { ja: of("ja-JP"), en: of("en-GB") };
  return (ms) => known[language()].format(ms);
}

const LONG = form({ year: "numeric", month: "numeric", day: "numeric", weekday: "short" });

export const hour = form({ hour: "numeric", minute: "2-digit", hourCycle: "h23" });
export const day = form({ month: "numeric", day: "numeric", weekday: "short" });
export const long = (ms) => `${LONG(ms)} ${hour(ms)}`;
export const short = form({ month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const dayOf = (iso) => day(Date.parse(iso));
export const clockOf = (iso) => hour(Date.parse(iso));
export const isoDay = (ms) => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(ms);
