// What LINE did: webhooks it sent and requests it got, by LINE's clock; the newest last.

import { make } from "./dom.js";
import { short } from "./times.js";
import { knows, t } from "./words.js";

const MOST = 400;

export class Log {
  constructor(nameOf) {
    this.nameOf = nameOf;
    this.place = document.getElementById("log");
    this.entries = new Map();
    this.journal = 0;
    this.webhooks = 0;
  }

  clear() {
    this.entries.clear();
    this.place.replaceChildren();
    this.journal = this.webhooks = 0;
  }

  update(journal, webhooks) {
    const atEnd = this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < 60;
    for (const line of journal) {
      this.journal = Math.max(this.journal, line.number);
      this.put(`j${line.first ?? line.number}`, line.at_ms, this.ofJournal(line));
    }
    for (const one of webhooks) this.put(`w${one.number}`, one.at_ms, this.ofWebhook(one));
    const open = webhooks.filter((one) => !one.done).map((one) => one.number);
    const newest = Math.max(this.webhooks, ...webhooks.map((one) => one.number));
    this.webhooks = open.length ? Math.min(...open) - 1 : newest;
    while (this.place.children.length > MOST) this.place.firstChild.remove();
    if (atEnd) this.toEnd();
  }

  toEnd() {
    this.place.scrollTop = this.place.scrollHeight;
  }

  put(key, at, { sign, kind, words, state, good }) {
    const element = make("li", { class: `entry-${kind}` }, make("time", { text: at ? short(at) : "" }),
      make("span", { class: "sign", text: sign, "aria-hidden": "true" }), make("span", { class: "words", text: words }),
      state ? make("span", { class: `state ${good ? "good" : "bad"}`, text: state }) : null);
    const known = this.entries.get(key);
    if (known) known.replaceWith(element);
    else this.place.append(element);
    this.entries.set(key, element);
  }

  ofJournal(line) {
    if (line.kind === "clock") return { sign: "⏱", kind: "clock", words: `${t("moved")} +${span(Math.round(line.seconds))}` };
    if (line.kind === "fault") return { sign: "⚡", kind: "fault", words: line.on ? (knows(line.name) ? t(line.name) : line.name) : t("clear") };
    const what = `${line.method} ${line.path.replace("/v2/bot/", "").replace(/U[0-9a-f]{32}/, "…")}`;
    const to = (line.to ?? []).map((id) => this.nameOf(id)).join(", ");
    const cost = line.accepted ? (line.billed ? `${line.billed}${t("billed")}` : t("free")) : "";
    const lost = line.accepted && !line.delivered ? t("undelivered") : "";
    const after = line.fault && line.accepted ? t("accepted") : "";
    const trouble = line.fault ? `⚡${knows(line.fault) ? t(line.fault) : line.fault}` : (line.error ?? "");
    return { sign: "←", kind: "call", words: [what, to, cost, lost, after, trouble].filter(Boolean).join(" · "),
      state: line.status || t("dropped"), good: line.status >= 200 && line.status < 300 };
  }

  ofWebhook(one) {
    const types = one.events.map((event) => event.type).join(", ") || "[]";
    const again = one.events.some((event) => event.isRedelivery) ? t("again") : "";
    const took = one.done ? `${Math.round(one.took_ms)} ms` : "";
    return { sign: "→", kind: "webhook", words: [`webhook ${types}`, one.about ? this.nameOf(one.about) : "", again, took].filter(Boolean).join(" · "),
      state: one.done ? (one.status ?? one.reason) : t("inFlight"), good: !one.done || (one.status >= 200 && one.status < 300) };
  }
}

function span(seconds) {
  if (seconds % 86400 === 0) return `${seconds / 86400}${t("days")}`;
  if (seconds % 3600 === 0) return `${seconds / 3600}${t("hours")}`;
  return `${seconds}${t("seconds")}`;
}
