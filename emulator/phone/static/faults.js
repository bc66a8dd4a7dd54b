// Trouble on demand: each press asks the emulator for one fault; switches stay until they are switched back.

import { get, patch, post, remove } from "./api.js";
import { make, toast } from "./dom.js";
import { t } from "./words.js";

const PRESSED = ["error_before", "error_after", "hang_after", "drop_after", "rate_limit", "monthly_limit"];
const SENDING = "/message/"; // so that faults strike sends, not the look at the quota

export class Faults {
  constructor(acted) {
    this.acted = acted;
    this.place = document.getElementById("faults");
    this.state = null;
    this.known = new Promise((resolve) => (this.learned = resolve)); // a press before the first news waits for it
    this.key = "";
    this.often = "1";
    this.build();
  }

  build() {
    this.times = make("select", { label: t("times"), on: { change: () => (this.often = this.times.value) } },
      ...[["1", "once"], ["3", "thrice"], ["", "always"]].map(([value, word]) => make("option", { value, text: t(word) })));
    this.times.value = this.often;
    const press = (word, click) => make("button", { type: "button", text: t(word), data: { fault: word }, on: { click: () => this.doing(click) } });
    const pressed = PRESSED.map((kind) => press(kind, () => this.strike(kind)));
    this.switches = Object.fromEntries(["redelivery", "duplicates", "down", "quota"].map((word) =>
      [word, make("button", { type: "button", class: "switch", text: t(word), "aria-pressed": "false", data: { fault: word }, on: { click: () => this.doing(() => this.turn(word)) } })]));
    this.active = make("p", { class: "active-faults" });
    this.place.replaceChildren(
      make("label", { class: "often" }, make("span", { text: t("times") }), this.times),
      make("div", { class: "presses" }, ...pressed),
      make("div", { class: "presses" }, ...Object.values(this.switches), press("redeliverNow", () => this.redeliver()), press("clear", () => this.clear())),
      this.active);
    this.key = "";
    if (this.state) this.update(this.state);
  }

  update(state) {
    this.state = state;
    this.learned();
    const { faults, settings, quota, held } = state;
    const key = JSON.stringify([faults, settings, quota, held]);
    if (key === this.key) return;
    this.key = key;
    const on = {
      redelivery: settings.redelivery,
      duplicates: settings.copies > 1,
      down: this.isDown(),
      quota: quota.limit !== null && quota.used + quota.reserved >= quota.limit,
    };
    for (const [word, button] of Object.entries(this.switches)) button.setAttribute("aria-pressed", String(on[word]));
    const running = faults.filter((fault) => fault.times === null || fault.happened < fault.times)
      .map((fault) => `${t(fault.kind)}（${fault.times === null ? t("always") : `${t("left")} ${fault.times - fault.happened}`}）`);
    const total = faults.reduce((sum, fault) => sum + fault.happened, 0);
    const lines = [
      `${t("active")}: ${running.join("、") || t("none")} · ${total}${t("happened")}`,
      `${t("quotaNow")}: ${quota.used} / ${quota.limit ?? t("noLimit")}`,
      held ? `${held} ${t("held")}` : "",
    ];
    this.active.replaceChildren(...lines.filter(Boolean).flatMap((line) => [line, document.createElement("br")]));
  }

  isDown() {
    return this.state.settings.holding;
  }

  async doing(what) {
    try {
      await what();
    } catch (error) {
      toast(error.message);
    }
    this.acted();
  }

  strike(kind) {
    const times = this.often === "" ? null : Number(this.often);
    return post("/emulator/faults", { kind, times, endpoint: SENDING });
  }

  async turn(word) {
    await this.known;
    const { settings, quota } = this.state;
    if (word === "redelivery") await patch("/emulator/webhooks/settings", { redelivery: !settings.redelivery });
    if (word === "duplicates") await patch("/emulator/webhooks/settings", { copies: settings.copies > 1 ? 1 : 2 });
    if (word === "quota") {
      const full = quota.limit !== null && quota.used + quota.reserved >= quota.limit;
      const limit = quota.limit ?? 200;
      await post("/emulator/quota", full ? { limit, reserved: 0, used: Math.min(quota.used, Math.floor(limit / 2)) } : { limit, reserved: Math.max(limit - quota.used, 0) });
    }
    if (word === "down") await (this.isDown() ? this.revive() : this.shutDown());
  }

  /** Nothing gets through in either direction; events wait, as people's apps would make them wait. */
  async shutDown() {
    await patch("/emulator/webhooks/settings", { holding: true });
    await post("/emulator/faults", { kind: "drop_before", times: null });
  }

  async revive() {
    await remove("/emulator/faults");
    await post("/emulator/webhooks/release", {});
  }

  async clear() {
    await this.known;
    await remove("/emulator/faults");
    if (this.isDown()) await post("/emulator/webhooks/release", {});
    await patch("/emulator/webhooks/settings", { redelivery: false, copies: 1 });
  }

  async redeliver() {
    const { deliveries } = await get("/emulator/webhooks?limit=1");
    if (deliveries.length) await post(`/emulator/webhooks/${deliveries[0].number}/redeliver`, {});
  }
}
