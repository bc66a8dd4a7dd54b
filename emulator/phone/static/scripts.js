// Edit → play: a script's text, checked while it is typed, published when it is saved, replayed against what was tapped.
// What was typed is kept in this browser until it is saved: nothing is lost by a mistake, a reload or a server away.

import { make, toast } from "./dom.js";
import { knock, refusal } from "./product.js";
import { clockOf, dayOf } from "./times.js";
import { language, t, word } from "./words.js";

const PAUSE = 400; // ms after the last key
/** «✎ feeling: …», «⚑ unhappy», «■ completed» in the page's language. */
const noted = (text) => text.replace(/^(✎|⚑|■) (\w+)/, (_, sign, code) => `${sign} ${word({ "✎": "axis", "⚑": "reason", "■": "status" }[sign], code)}`);
const draftOf = (key) => JSON.parse(localStorage.getItem(`draft:${key}`) ?? "null");

export class Scripts {
  constructor({ acted, open, nameOf }) {
    Object.assign(this, { acted, open, nameOf });
    this.choice = document.getElementById("script-choice");
    this.text = document.getElementById("script-text");
    this.gutter = document.getElementById("script-gutter");
    this.state = document.getElementById("script-state");
    this.problems = document.getElementById("script-problems");
    this.replays = document.getElementById("script-replays");
    this.current = null;
    this.listed = [];
    this.choice.addEventListener("change", () => this.load(this.choice.value));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("scroll", () => (this.gutter.scrollTop = this.text.scrollTop));
    this.text.addEventListener("keydown", (event) => this.key(event));
    document.getElementById("script-save").addEventListener("click", () => this.save());
    document.getElementById("script-replay").addEventListener("click", () => this.replay());
    document.getElementById("script-begin").addEventListener("click", () => this.begin());
    document.getElementById("script-discard").addEventListener("click", () => this.discard());
  }

  /** First shown: what there is, and the script of the newest conversation. */
  async show() {
    if (this.listed.length) return;
    await this.list();
    const first = this.listed.find((one) => one.kind === "script") ?? this.listed[0];
    if (first && !this.wanted) await this.load(sessionStorage.getItem("script") ?? `${first.kind}/${first.id}`);
  }

  async list() {
    const { told } = await knock("scripts");
    this.listed = told.scripts;
    const chosen = this.current && `${this.current.kind}/${this.current.id}`;
    const name = (one) => `${one.title}（${one.id} v${one.version}${one.own ? ` ${t("own")}` : ""}）`;
    this.choice.replaceChildren(...["script", "journey"].map((kind) => {
      const group = make("optgroup", {}, ...this.listed.filter((one) => one.kind === kind).map((one) => make("option", { value: `${kind}/${one.id}`, text: name(one) })));
      group.label = t(`kind_${kind}`);
      return group;
    }));
    if (chosen) this.choice.value = chosen;
  }

  async load(key) {
    this.wanted = key;
    try {
      const { told } = await knock(`scripts/${key}`);
      if (this.wanted !== key) return; // somebody chose another one meanwhile
      this.current = told;
      sessionStorage.setItem("script", key);
      this.choice.value = key;
      const draft = draftOf(key);
      this.text.value = draft?.text ?? told.text;
      if (draft) this.current.fingerprint = draft.fingerprint;
      this.replays.replaceChildren();
      this.number();
      this.judge(told);
      if (draft) await this.check(t("draftBack"));
    } catch (error) {
      toast(error.message);
    }
  }

  typed() {
    this.number();
    const { kind, id, fingerprint, text } = this.current ?? {};
    if (!kind) return;
    if (this.text.value === text) localStorage.removeItem(`draft:${kind}/${id}`);
    else localStorage.setItem(`draft:${kind}/${id}`, JSON.stringify({ text: this.text.value, fingerprint }));
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.check(), PAUSE);
  }

  number(wrong = new Map()) {
    const count = this.text.value.split("\n").length;
    this.gutter.replaceChildren(...Array.from({ length: count }, (_, n) => make("span", { text: n + 1, class: wrong.get(n + 1) ?? "" })));
    this.gutter.scrollTop = this.text.scrollTop;
  }

  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      this.save();
    }
  }

  async check(note = "") {
    clearTimeout(this.waiting);
    const round = (this.round = (this.round ?? 0) + 1);
    try {
      const { told } = await knock("scripts/check", { text: this.text.value });
      if (round === this.round) this.judge(told, note); // an older answer says nothing about what stands here now
    } catch (error) {
      this.state.textContent = `${t("notChecked")} ${error.message}`;
    }
  }

  /** Lines to mend, in the margin and below; a press goes there. */
  judge({ problems, errors, cost }, note = "") {
    this.number(new Map(problems.filter((one) => !one.file).map((one) => [one.line, one.severity])));
    this.problems.replaceChildren(...problems.map((one) => make("li", { class: one.severity }, make("button", { type: "button", data: { line: one.line },
      text: `${one.file ? `${one.file} ` : ""}${language() === "ja" ? `${one.line}行目` : `line ${one.line}`}：${one[language()]}`, on: { click: () => this.goTo(one.line) } }))));
    const changed = this.current && this.text.value !== this.current.text;
    const spent = cost ? t("costs").replace("{usual}", cost.usual).replace("{worst}", cost.worst).replace("{asks}", cost.asks) : "";
    this.state.textContent = [note, errors ? `${t("toMend")} ${errors}` : t("allRight"), spent, changed ? t("unsaved") : this.current ? `v${this.current.version}` : ""].filter(Boolean).join(" · ");
    this.state.className = errors ? "bad-state" : "good-state";
    document.getElementById("script-discard").hidden = !changed;
  }

  goTo(line) {
    const lines = this.text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    this.text.focus();
    this.text.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    this.text.scrollTop = Math.max(0, (line - 5) * (this.text.scrollHeight / lines.length));
  }

  async save() {
    if (!this.current) return;
    const { kind, id, fingerprint } = this.current;
    clearTimeout(this.waiting);
    this.round = (this.round ?? 0) + 1;
    try {
      const { ok, told } = await knock("scripts/save", { kind, id, text: this.text.value, fingerprint });
      if (!ok) {
        if (told.problems?.length) this.judge({ problems: told.problems, errors: told.problems.filter((one) => one.severity === "error").length });
        this.state.textContent = `${t("notSaved")} ${refusal(told.refused ?? told.error)}`;
        this.state.className = "bad-state";
        return;
      }
      localStorage.removeItem(`draft:${kind}/${id}`);
      await this.list();
      const same = told.kind === kind && told.content_id === id;
      if (same) Object.assign(this.current, { text: this.text.value, fingerprint: told.fingerprint, version: told.version, own: true });
      else await this.load(`${told.kind}/${told.content_id}`);
      this.judge({ problems: [], errors: 0, cost: null });
      await this.check(this.published(told));
      this.acted();
      if (told.kind === "script") await this.replay();
    } catch (error) {
      this.state.textContent = `${t("notSaved")} ${error.message}`;
      this.state.className = "bad-state";
    }
  }

  published({ version, republished, midway }) {
    if (!republished.length) return t("sameAgain");
    const people = midway.map((one) => `${this.nameOf(one.line_user_id)} v${one.version}`).join("、");
    return [t("publishedNow").replace("{v}", version), people ? t("midway").replace("{n}", midway.length).replace("{who}", people) : ""].filter(Boolean).join(" ");
  }

  discard() {
    localStorage.removeItem(`draft:${this.current.kind}/${this.current.id}`);
    this.load(`${this.current.kind}/${this.current.id}`);
  }

  async begin() {
    const [id] = this.open();
    if (!id || this.current?.kind !== "script") return toast(t(id ? "onlyScripts" : "nobody"));
    const { ok, told } = await knock("events", { line_user_id: id, what: "begin", script: this.current.id }).catch((error) => ({ ok: false, told: { error: error.message } }));
    toast(ok ? `${this.nameOf(id)}：${t("begun")}` : refusal(told.error));
    this.acted();
  }

  /** What the customers on the page did, with the text as it stands here. */
  async replay() {
    if (this.current?.kind !== "script") return this.replays.replaceChildren(make("p", { class: "hint", text: t("journeyLater") }));
    const found = [];
    try {
      for (const id of this.open()) {
        const { ok, told } = await knock("scripts/replay", { line_user_id: id, text: this.text.value });
        if (!ok) return this.replays.replaceChildren(make("p", { class: "hint", text: t("mendFirst") }));
        found.push(...told.replays.map((one) => this.compared(id, one)));
      }
    } catch (error) {
      toast(error.message);
    }
    this.replays.replaceChildren(make("h3", { text: t("replayed") }), ...(found.length ? found : [make("p", { class: "hint", text: t("nothingTapped") })]));
  }

  compared(id, one) {
    const verdict = one.changes ? `${one.changes}${t("differences")}` : t("noDifference");
    const misfit = one.misfits ? ` · ${one.misfits}${t("misfits")}` : "";
    return make("section", { class: "compared" },
      make("h4", { text: `${this.nameOf(id)} · ${one.title} v${one.version} · ${dayOf(one.began_at)} ${clockOf(one.began_at)}` }),
      make("p", { class: one.misfits ? "bad-state" : "good-state", text: verdict + misfit }),
      make("ol", { class: "compare" }, ...one.lines.map((line) => this.pair(line))));
  }

  pair({ change, old, new: now }) {
    const words = (line) => line.who === "clock" ? `⏰ ${word("timer", line.text)}` : line.who === "note" ? noted(line.text) : line.text;
    const side = (line, name) => make(name, { class: `who-${line.who}`, text: words(line) });
    const inner = change === "same" ? [side(now, "p")] : [old && side(old, "del"), now && side(now, "ins")];
    if (now && !now.fits) inner.push(make("p", { class: "misfit", text: t("doesNotFit") }));
    return make("li", { class: change, data: { change } }, make("span", { class: "mark", text: word("change", change) }), make("div", {}, ...inner.filter(Boolean)));
  }
}
