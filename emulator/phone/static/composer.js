// The lower edge of a phone: typing, stickers, photo, place, and opening a link as a QR code would.

import { ask } from "./picker.js";
import { make, toast } from "./dom.js";
import { STICKERS, face } from "./stickers.js";
import { t } from "./words.js";

const LARGEST = 10 * 1024 * 1024;

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.words = make("textarea", { rows: "1", maxlength: "5000", on: { keydown: (event) => this.key(event), input: () => this.grow() } });
    this.photo = make("input", { type: "file", accept: "image/*", hidden: true, on: { change: () => this.sendPhoto() } });
    this.buttons = {
      more: make("button", { type: "button", class: "round", text: "＋", "aria-expanded": "false", on: { click: () => this.toggle("more") } }),
      sticker: make("button", { type: "button", class: "round", text: "☺", "aria-expanded": "false", on: { click: () => this.toggle("sticker") } }),
    };
    this.submit = make("button", { type: "submit", class: "round send" }, make("span", { text: "➤", "aria-hidden": "true" }));
    this.panels = { more: this.morePanel(), sticker: this.stickerPanel() };
    this.form = make("form", { class: "typing-row", on: { submit: (event) => (event.preventDefault(), this.send()) } },
      this.buttons.more, this.words, this.buttons.sticker, this.submit);
    this.element = make("div", { class: "composer" }, this.form, this.photo, ...Object.values(this.panels));
  }

  morePanel() {
    const entry = (word, sign, click) => make("button", { type: "button", class: "entry", data: { say: word }, on: { click } },
      make("span", { text: sign, "aria-hidden": "true" }), make("span", { class: "entry-name" }));
    return make("div", { class: "panel", hidden: true },
      entry("photo", "▣", () => this.choosePhoto()),
      entry("place", "◎", () => (this.toggle(), this.phone.say({ type: "location", title: "東京駅", address: "東京都千代田区丸の内1丁目" }))),
      entry("link", "↗", () => this.openLink()));
  }

  stickerPanel() {
    return make("div", { class: "panel stickers", hidden: true }, ...STICKERS.map(([packageId, stickerId, name]) =>
      make("button", { type: "button", label: name, on: { click: () => (this.toggle(), this.phone.say({ type: "sticker", packageId, stickerId })) } },
        face(packageId, stickerId))));
  }

  translate() {
    this.words.placeholder = t("type");
    this.words.setAttribute("aria-label", t("type"));
    this.buttons.more.setAttribute("aria-label", t("more"));
    this.buttons.sticker.setAttribute("aria-label", t("sticker"));
    this.submit.setAttribute("aria-label", t("send"));
    for (const entry of this.panels.more.children) entry.lastChild.textContent = t(entry.dataset.say);
    this.photo.setAttribute("aria-label", t("photo"));
  }

  enable(can) {
    for (const one of [this.words, this.submit, this.buttons.more, this.buttons.sticker]) one.disabled = !can;
  }

  /** Show one panel, or none. */
  toggle(name) {
    for (const [each, panel] of Object.entries(this.panels)) {
      panel.hidden = each !== name || !panel.hidden;
      this.buttons[each].setAttribute("aria-expanded", String(!panel.hidden));
    }
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  grow() {
    this.words.style.height = "auto";
    this.words.style.height = `${Math.min(this.words.scrollHeight, 120)}px`;
  }

  fill(text) {
    this.words.value = text;
    this.grow();
    this.words.focus();
  }

  async send() {
    const text = this.words.value;
    if (!text.trim()) return;
    this.words.value = "";
    this.grow();
    await this.phone.say({ text });
  }

  async openLink() {
    this.toggle();
    const link = await ask(t("link"), t("pasteLink"), "text");
    if (link) this.phone.open(link);
  }

  choosePhoto() {
    this.toggle();
    this.photo.click();
  }

  sendPhoto() {
    const [file] = this.photo.files;
    this.photo.value = "";
    if (!file) return;
    if (file.size > LARGEST || !file.type.startsWith("image/")) return toast(t("tooLarge"));
    const reader = new FileReader();
    reader.addEventListener("load", () =>
      this.phone.say({ type: "image", contentType: file.type, data_base64: reader.result.split(",")[1] }));
    reader.readAsDataURL(file);
  }
}
