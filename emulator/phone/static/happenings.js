// Events dropped in: a new order, the parcel, the shop, staff, the customer's block, LINE down, no quota.

import { act } from "./api.js";
import { make, toast } from "./dom.js";
import { knock, refusal } from "./product.js";
import { t } from "./words.js";

const PARCEL = ["shipped", "delivered", "delivered_again", "delayed"];
const ENDINGS = ["cancelled", "refunded", "returned"];
const STAFF = ["takeover", "hand_back"];

export class Happenings {
  constructor({ acted, open, nameOf, phoneOf, faults, chats }) {
    Object.assign(this, { acted, open, nameOf, phoneOf, faults, chats });
    this.place = document.getElementById("happenings");
    this.products = [];
    this.key = "";
    this.build();
    knock("orders").then(({ told }) => {
      this.products = told.products ?? [];
      this.build();
    }).catch((error) => this.place.replaceChildren(make("p", { class: "hint", text: error.message })));
  }

  build() {
    const button = (word, click = () => this.drop(word)) =>
      make("button", { type: "button", text: t(`ev_${word}`), data: { event: word }, on: { click: () => this.doing(click) } });
    const chosen = this.who?.value;
    this.who = make("select");
    this.journey = make("select", { label: t("journey") }, ...this.products.map((one) => make("option", { value: one.journey, text: `${one.product}（${one.title}）` })));
    const group = (title, ...inner) => make("fieldset", {}, make("legend", { text: t(title) }), ...inner);
    this.place.replaceChildren(
      make("label", { class: "often" }, make("span", { text: t("forWhom") }), this.who),
      group("ev_order", make("div", { class: "presses" }, this.journey, button("buy", () => this.buy()))),
      group("ev_parcel", make("div", { class: "presses" }, ...PARCEL.map((what) => button(what)))),
      group("ev_ending", make("div", { class: "presses" }, ...ENDINGS.map((what) => button(what)))),
      group("ev_shop", make("div", { class: "presses" }, button("long_holiday"), ...STAFF.map((what) => button(what)))),
      group("ev_customer", make("div", { class: "presses" }, button("block", () => this.block()))),
      group("ev_line", make("div", { class: "presses" }, button("outage", () => this.faults.turn("down")), button("quota", () => this.faults.turn("quota")))));
    this.key = "";
    this.update();
    if (chosen) this.choose(chosen);
  }

  /** Whoever was just added or opened is whom the next event is for. */
  choose(id) {
    this.update();
    if (this.open().includes(id)) this.who.value = id;
  }

  /** Who is there to choose from. */
  update() {
    const ids = this.open();
    const key = JSON.stringify(ids.map((id) => [id, this.nameOf(id)]));
    if (key === this.key) return;
    this.key = key;
    const chosen = this.who.value;
    this.who.replaceChildren(...ids.map((id) => make("option", { value: id, text: this.nameOf(id) })));
    if (ids.includes(chosen)) this.who.value = chosen;
  }

  get customer() {
    if (!this.who.value) throw new Error(t("nobody"));
    return this.who.value;
  }

  async doing(what) {
    try {
      await what();
    } catch (error) {
      toast(error.message);
    }
    this.acted();
  }

  async drop(what, more = {}) {
    const { ok, told } = await knock("events", { line_user_id: this.customer, what, ...more });
    if (!ok) return toast(refusal(told.error));
    toast(`${t(`ev_${what}`)}：${told.outcome === "done" ? t("done") : told.outcome === "nothing_changed" ? t("nothingChanged") : told.outcome}`);
  }

  /** An order, and its claim link opened on the customer's phone: the text is filled in, sending is up to them. */
  async buy() {
    const id = this.customer;
    const { ok, told } = await knock("orders", { name: this.nameOf(id), journey: this.journey.value });
    if (!ok) return toast(refusal(told.error));
    this.chats();
    this.phoneOf(id)?.open(told.claim_url);
  }

  block() {
    const phone = this.phoneOf(this.customer);
    return act(this.customer, phone?.state.status === "blocked" ? "unblock" : "block");
  }
}
