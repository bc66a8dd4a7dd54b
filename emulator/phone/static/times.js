// Times as the chat shows them, on LINE's clock: this machine's plus what was moved. Japan's zone.

const ZONE = "Asia/Tokyo";
let offset = 0;

export const setOffset = (seconds) => (offset = seconds);
export const now = () => Date.now() + offset * 1000;

const form = (options) => new Intl.DateTimeFormat("ja-JP", { timeZone: ZONE, ...options });
const HOUR = form({ hour: "numeric", minute: "2-digit", hourCycle: "h23" });
const DAY = form({ month: "numeric", day: "numeric", weekday: "short" });
const LONG = form({ year: "numeric", month: "numeric", day: "numeric", weekday: "short" });
const SHORT = form({ month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const hour = (ms) => HOUR.format(ms);
export const day = (ms) => DAY.format(ms);
export const long = (ms) => `${LONG.format(ms)} ${HOUR.format(ms)}`;
export const short = (ms) => SHORT.format(ms);
export const dayOf = (iso) => DAY.format(Date.parse(iso));
export const clockOf = (iso) => HOUR.format(Date.parse(iso));
export const isoDay = (ms) => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(ms);
