// What the product decided, said, heard and billed, beside the chat; and what is coming.

import { make } from "./dom.js";
import { knock } from "./product.js";
import { clockOf, dayOf } from "./times.js";
import { language, t, word } from "./words.js";

const PAUSE = 700; // ms between looks while something happens
const SIGNS = { decided: { send: "✓", postpone: "↷", skip: "✗" }, talk_began: "▶", talk_ended: "■", sent: "✉", answer: "✎", case: "⚑", milestone: "◆", order: "◇", published: "★" };

export class Diary {
  constructor({ nameOf, jump }) {
    this.nameOf = nameOf;
    this.jump = jump;
    this.list = document.getElementById("diary");
    this.head = document.getElementById("diary-head");
    this.coming = document.getElementById("coming");
    this.key = "";
    this.asked = 0;
    this.told = null;
  }

  /** Look again, unless it was a moment ago. */
  async ask(people) {
    if (!people.length || performance.now() - this.asked < PAUSE) return;
    this.asked = performance.now();
    const { told } = await knock(`diary?people=${people.join(",")}`);
    const key = JSON.stringify([told, language(), people.map(this.nameOf)]);
    if (key === this.key) return;
    this.key = key;
    this.told = told;
    this.show();
  }

  clear() {
    this.key = "";
    this.told = null;
    for (const place of [this.list, this.head, this.coming]) place.replaceChildren();
  }

  show() {
    const people = Object.entries(this.told.people).filter(([, one]) => one);
    const several = people.length > 1;
    const entries = people.flatMap(([id, one]) => one.entries.map((entry) => ({ ...entry, who: several ? this.nameOf(id) : "", id })));
    const from = entries.reduce((first, one) => (one.at < first ? one.at : first), "9");
    entries.push(...this.told.published.filter((one) => one.at >= from).map((one) => ({ ...one, who: "" })));
    entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
    let day = "";
    const lines = [];
    for (const entry of entries) {
      const today = dayOf(entry.at);
      if (today !== day) lines.push(make("li", { class: "day", text: today }));
      day = today;
      lines.push(this.line(entry));
    }
    this.list.replaceChildren(...lines);
    if (!entries.length) this.list.append(make("li", { class: "hint", text: t("noDiary") }));
    if (atEnd) this.toEnd();
    this.head.replaceChildren(...people.map(([id, one]) => make("p", { text: this.summary(several ? this.nameOf(id) : "", one) })));
    this.showComing(people, several);
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  summary(name, one) {
    const talks = one.talk === "human" ? t("humanTalks") : one.stopped ? t("hasStopped") : "";
    const order = one.orders[0] ? `${one.orders[0].product}${one.orders[0].status === "active" ? "" : `（${word("order", one.orders[0].status)}）`}` : t("noOrder");
    return [name, order, `${t("billedInAll")} ${one.billed}${t("billed")}`, talks].filter(Boolean).join(" · ");
  }

  line(entry) {
    const sign = entry.kind === "decided" ? SIGNS.decided[entry.verdict] : SIGNS[entry.kind];
    const [words, state, tone] = this.words(entry);
    const made = make("li", { class: `is-${entry.kind} ${entry.verdict ?? ""}`, data: { kind: entry.kind } },
      make("time", { text: clockOf(entry.at) }), make("span", { class: "sign", text: sign ?? "·", "aria-hidden": "true" }),
      make("span", { class: "words" }, entry.who ? make("b", { text: `${entry.who} ` }) : null, ...words.map((text, n) => make("span", { class: n ? "why" : "what", text }))));
    if (state) made.append(make("span", { class: `state ${tone}`, text: state }));
    return made;
  }

  /** [[what, why…], state, tone] */
  words(entry) {
    const version = entry.version ? ` v${entry.version}` : "";
    switch (entry.kind) {
      case "decided": {
        const again = entry.round ? `（${entry.round + 1}${t("nth")}）` : "";
        const until = entry.until ? ` → ${dayOf(entry.until)} ${clockOf(entry.until)}` : "";
        const cost = entry.verdict === "send" ? (entry.billed ? `${entry.billed}${t("billed")}` : t("free")) : "";
        return [[`${word("verdict", entry.verdict)}：${entry.title}${again}`, `${entry.why[language()]}${until}`], cost, entry.billed ? "cost" : "good"];
      }
      case "talk_began": {
        const kept = entry.version < entry.latest ? t(entry.open ? "keepsVersion" : "keptVersion").replace("{old}", entry.version).replace("{new}", entry.latest) : "";
        return [[`${t("talkBegan")}：${entry.title}${version}`, kept].filter(Boolean)];
      }
      case "talk_ended": {
        const kept = entry.version < entry.latest ? t("keptVersion").replace("{old}", entry.version).replace("{new}", entry.latest) : "";
        return [[`${t("talkEnded")}：${entry.title}${version}（${word("status", entry.status)}）`, kept].filter(Boolean)];
      }
      case "sent": {
        const way = entry.status === "sent" ? word("method", entry.method) : word("delivery", entry.status);
        const who = entry.by === "staff" ? t("byStaff") : t("byBot");
        const tries = entry.attempts > 1 ? `${entry.attempts}${t("tries")}` : "";
        const state = entry.status === "sent" ? (entry.billed ? `${entry.billed}${t("billed")}` : t("free")) : word("delivery", entry.status);
        return [[`${who}：${way}`, tries].filter(Boolean), state, entry.status !== "sent" && entry.status !== "pending" && entry.status !== "sending" ? "bad" : entry.billed ? "cost" : "good"];
      }
      case "answer": return [[`${word("axis", entry.axis)}：${entry.label}`], entry.score ? `${entry.score}/5` : ""];
      case "case": {
        const promise = entry.promise_at ? `${t("promise")} ${dayOf(entry.promise_at)} ${clockOf(entry.promise_at)}` : "";
        return [[`${word("case", entry.what)}${["opened", "joined"].includes(entry.what) ? `：${word("reason", entry.reason)}` : ""}`, promise].filter(Boolean)];
      }
      case "milestone": return [[word("milestone", entry.name)]];
      case "order": return [[word("order", entry.status)]];
      case "published": return [[`${t("isPublished")}：${entry.title}${version}`]];
      default: return [[entry.kind]];
    }
  }

  showComing(people, several) {
    const all = people.flatMap(([id, one]) => one.coming.map((next) => ({ ...next, who: several ? this.nameOf(id) : "" })));
    all.sort((a, b) => (a.due_at < b.due_at ? -1 : 1));
    this.coming.replaceChildren(...all.slice(0, 6).map((next) => {
      const what = next.kind === "touchpoint" ? next.title : word("timer", next.kind);
      const why = next.why ? next.why[language()] : "";
      return make("li", {}, make("time", { text: `${dayOf(next.due_at)} ${clockOf(next.due_at)}` }),
        make("span", { class: "words" }, make("span", { class: "what", text: next.who ? `${next.who} ${what}` : what }), why ? make("span", { class: "why", text: why }) : null),
        make("button", { type: "button", text: t("upTo"), label: `${what} ${t("upTo")}`, on: { click: () => this.jump(Date.parse(next.due_at)) } }));
    }));
    if (!all.length) this.coming.append(make("li", { class: "hint", text: t("nothingComes") }));
  }
}
