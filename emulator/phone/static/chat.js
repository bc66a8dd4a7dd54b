// One phone: the chat of one customer with the account. New lines are added, nothing is drawn twice.

import { act, post } from "./api.js";
import { numbered, openPage, readLink } from "./actions.js";
import { drawn } from "./bubbles.js";
import { Composer } from "./composer.js";
import { make, toast } from "./dom.js";
import { pick } from "./picker.js";
import { richMenu } from "./menu.js";
import { day, hour, isoDay } from "./times.js";
import { t } from "./words.js";

const NOTES = { follow: "followed", unfollow: "blocked" };

export class Phone {
  constructor(userId, { acted, isPc }) {
    this.userId = userId;
    this.acted = acted;
    this.isPc = isPc;
    this.after = -1;
    this.lines = new Map(); // index → [{line, element}]
    this.lastDay = "";
    this.state = {};
    this.build();
  }

  build() {
    this.owner = make("h2", { class: "owner" });
    this.friendship = make("button", { type: "button", class: "small", on: { click: () => this.changeFriendship() } });
    this.title = make("span", { class: "title" });
    this.banner = make("p", { class: "banner", hidden: true });
    this.chat = make("div", { class: "chat", role: "log", tabindex: "0" });
    this.typing = make("div", { class: "line account typing", hidden: true }, make("span", { class: "avatar", "aria-hidden": "true" }),
      make("div", { class: "bubble dots", role: "img" }, make("i"), make("i"), make("i")));
    this.chat.append(this.typing);
    this.quick = make("div", { class: "quick", role: "group", hidden: true });
    this.menu = make("div", { class: "menu", hidden: true });
    this.composer = new Composer(this);
    this.element = make("article", { class: "phone" },
      make("div", { class: "who" }, this.owner),
      make("div", { class: "screen" },
        make("div", { class: "top" }, make("span", { class: "back", text: "‹", "aria-hidden": "true" }), this.title, this.friendship),
        this.banner, this.chat, this.quick, this.composer.element, this.menu));
    this.translate();
  }

  translate() {
    this.chat.setAttribute("aria-label", t("chats"));
    this.typing.lastChild.setAttribute("aria-label", t("loading"));
    for (const mark of this.chat.querySelectorAll(".unsend")) mark.textContent = t("unsend");
    for (const mark of this.chat.querySelectorAll("[data-note]")) mark.textContent = t(mark.dataset.note);
    this.composer.translate();
    if (this.state.user_id) this.frame();
  }

  /** Take in what is new. */
  update(state, account) {
    const atEnd = this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < 80;
    const before = JSON.stringify([this.state.status, this.state.loading, this.state.read_up_to_ms, this.state.menu, this.state.tapped, this.account]);
    this.state = state;
    this.account = account;
    for (const line of state.lines) this.add(line);
    for (const index of state.unsent) this.takeBack(index);
    const after = JSON.stringify([state.status, state.loading, state.read_up_to_ms, state.menu, state.tapped, account]);
    if (!state.lines.length && before === after && !state.unsent.length) return;
    this.frame();
    if (atEnd || state.lines.some((line) => line.from === "user")) this.toEnd();
  }

  toEnd() {
    this.chat.scrollTop = this.chat.scrollHeight;
  }

  frame() {
    const { status, display_name: name } = this.state;
    this.owner.textContent = name;
    this.element.setAttribute("aria-label", name);
    this.title.textContent = this.account.name;
    this.friendship.textContent = t({ friend: "block", blocked: "unblock", stranger: "follow" }[status]);
    this.friendship.classList.toggle("primary", status === "stranger");
    this.banner.hidden = status === "friend";
    this.banner.textContent = status === "blocked" ? t("isBlocked") : t("isStranger");
    this.typing.hidden = !this.state.loading;
    this.chat.append(this.typing);
    this.composer.enable(status !== "blocked");
    for (const mark of this.chat.querySelectorAll(".read"))
      mark.textContent = this.account.reads_at_once || Number(mark.dataset.at) <= this.state.read_up_to_ms ? t("read") : "";
    this.showQuickReplies();
    richMenu(this);
  }

  add(line) {
    this.after = Math.max(this.after, line.index);
    const kept = this.lines.get(line.index) ?? [];
    this.lines.set(line.index, kept);
    if (line.from === "account" && !line.delivered) return;
    if (!line.message && !NOTES[line.kind]) return;
    const today = isoDay(line.at_ms);
    if (today !== this.lastDay) this.chat.append(make("p", { class: "date", text: day(line.at_ms) }));
    this.lastDay = today;
    const element = line.message ? this.message(line) : make("p", { class: "note", text: t(NOTES[line.kind]), data: { note: NOTES[line.kind] } });
    kept.push({ line, element });
    this.chat.append(element);
    for (const picture of element.querySelectorAll("img"))
      picture.addEventListener("load", () => this.chat.scrollHeight - this.chat.scrollTop - this.chat.clientHeight < 400 && this.toEnd());
  }

  message(line) {
    const mine = line.from === "user";
    const places = numbered(line.message);
    const place = line.message.type === "template" ? "template" : line.message.type === "imagemap" ? "imagemap" : "flex";
    const shown = drawn(line.message, {
      mine,
      id: line.message_id,
      tap: (action) => this.tap(action, place, places.get(action), line.message_id),
      open: (uri) => this.open(uri),
    });
    const aside = make("div", { class: "aside" });
    if (mine) aside.append(make("span", { class: "read", data: { at: line.at_ms } }));
    aside.append(make("time", { text: hour(line.at_ms) }));
    if (mine && line.kind === "message")
      aside.prepend(make("button", { type: "button", class: "unsend", text: t("unsend"), on: { click: () => this.unsend(line) } }));
    if (mine) return make("div", { class: "line mine" }, aside, make("div", { class: "said" }, shown));
    return make("div", { class: `line account ${wide(line.message) ? "wide" : ""}` }, this.avatar(line.message.sender),
      make("div", { class: "said" }, this.sender(line.message.sender), shown), aside);
  }

  avatar(sender) {
    const made = make("span", { class: "avatar", "aria-hidden": "true" });
    if (sender?.iconUrl) made.append(make("img", { src: sender.iconUrl, alt: "", referrerpolicy: "no-referrer" }));
    else made.textContent = [...(sender?.name ?? this.account.name)][0] ?? "";
    return made;
  }

  sender(sender) {
    const name = this.account.name;
    return make("span", { class: "name", text: sender?.name ? `${sender.name} from ${name}` : name });
  }

  takeBack(index) {
    for (const kept of this.lines.get(index) ?? []) {
      if (kept.gone) continue;
      kept.gone = true;
      const note = make("p", { class: "note", text: t("unsentByUser"), data: { note: "unsentByUser" } });
      kept.element.replaceWith(note);
      kept.element = note;
    }
  }

  /** Quick replies belong to the newest bubble, until one is tapped or a newer bubble comes. Not on PC. */
  showQuickReplies() {
    const newest = [...this.lines.entries()].filter(([index, kept]) => kept.some((one) => one.line.message) && !this.state.unsent.includes(index)).at(-1);
    const line = newest?.[1].at(-1)?.line;
    const tapped = line && (this.state.tapped.includes(line.index) || line.quick_replies_tapped);
    const items = line?.from === "account" && !tapped && !this.isPc() ? (line.message.quickReply?.items ?? []) : [];
    const key = items.length ? `${line.message_id}` : "";
    if (this.quick.dataset.key === key) return;
    this.quick.dataset.key = key;
    this.quick.replaceChildren(...items.map((item, index) => this.quickReply(item, index, line.message_id)));
    this.quick.hidden = !items.length;
  }

  quickReply(item, index, messageId) {
    const made = make("button", { type: "button", class: "quick-reply", on: { click: () => this.tap(item.action, "quickReply", index, messageId) } });
    if (item.imageUrl) made.append(make("img", { src: item.imageUrl, alt: "", referrerpolicy: "no-referrer" }));
    made.append(item.action.label ?? "");
    return made;
  }

  /** What LINE's app does for each kind of action; the emulator tells the bot. */
  async tap(action, place, index, messageId) {
    const content = { place, index, ...(messageId ? { message_id: messageId } : {}) };
    if (action.type === "uri") {
      this.open(this.isPc() && action.altUri?.desktop ? action.altUri.desktop : (action.uri ?? action.linkUri));
      if (place !== "quickReply") return;
    } else if (action.type === "clipboard") {
      await navigator.clipboard?.writeText(action.clipboardText).catch(() => {});
      toast(`${t("copied")}: ${action.clipboardText}`);
    } else if (action.type === "datetimepicker") {
      const chosen = await pick(action);
      if (!chosen) return;
      content.params = { [action.mode]: chosen };
    } else if (action.type === "camera" || action.type === "cameraRoll") {
      this.composer.choosePhoto();
      return;
    } else if (action.type === "location") {
      await this.say({ type: "location" });
      return;
    }
    await this.does("tap", content);
    if (action.inputOption === "openKeyboard") this.composer.fill(action.fillInText ?? "");
    if (action.inputOption === "openRichMenu" || action.inputOption === "closeRichMenu") richMenu(this, action.inputOption === "openRichMenu");
  }

  /** A link in a message, or one that was pasted. */
  open(uri) {
    const link = readLink(uri);
    if (link.kind === "other") return openPage(link.url);
    if (link.account && link.account !== this.account.basic_id) return toast(`${t("otherAccount")}: ${link.account}`);
    if (link.kind === "friend") return this.state.status === "friend" ? undefined : this.does("follow");
    if (this.isPc()) return toast(t("noOaMessage"));
    this.composer.fill(link.text);
    toast(t("prefilled"));
  }

  changeFriendship() {
    return this.does({ friend: "block", blocked: "unblock", stranger: "follow" }[this.state.status]);
  }

  unsend(line) {
    return this.does("unsend", { message_id: line.message_id });
  }

  say(content) {
    return this.does("say", content);
  }

  async does(what, content = {}) {
    try {
      await act(this.userId, what, content);
    } catch (error) {
      toast(error.message);
    }
    this.acted();
  }
}

const wide = (message) => ["flex", "template", "imagemap"].includes(message.type) &&
  (message.contents?.type === "carousel" || /carousel/.test(message.template?.type ?? "") || message.contents?.size === "giga");
