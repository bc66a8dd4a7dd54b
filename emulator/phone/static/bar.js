// The clock bar: both clocks forward by a step, to the next message, or on their own at N×.

import { get, post } from "./api.js";
import { toast } from "./dom.js";
import { long, now } from "./times.js";
import { t } from "./words.js";

const HOUR = 3600;
const AT_ONCE = 6; // hours per request while looking for the next message
const LONGEST = 24 * 30;
const BEAT = 500; // ms between moves at N×

export class Bar {
  constructor(moved) {
    this.moved = moved;
    this.busy = false;
    this.seeking = false;
    this.said = document.getElementById("clock-said");
    this.buttons = ["hour", "day", "next"].map((id) => document.getElementById(id));
    const [hour, day, next] = this.buttons;
    hour.addEventListener("click", () => this.forward(HOUR));
    day.addEventListener("click", () => this.forward(24 * HOUR));
    next.addEventListener("click", () => (this.seeking ? (this.seeking = false) : this.seek()));
    this.speed = document.getElementById("speed");
    setInterval(() => this.beat(), BEAT);
    setInterval(() => this.tick(), 500);
    this.tick();
    get("/phone/clock").then((told) => this.tell(told)).catch((error) => this.say(error.message));
  }

  tick() {
    document.getElementById("now").textContent = long(now());
  }

  say(text) {
    this.said.textContent = text;
  }

  tell(told) {
    this.say(told.together === false ? t("apart") : "");
  }

  async forward(seconds) {
    if (this.busy) return;
    this.busy = true;
    try {
      this.tell(await post("/phone/clock", { advance_seconds: seconds }));
    } catch (error) {
      toast(error.message);
      this.speed.value = "1";
    }
    this.busy = false;
    this.moved();
  }

  beat() {
    const speed = Number(this.speed.value);
    if (speed > 1 && !this.seeking) this.forward(((speed - 1) * BEAT) / 1000);
  }

  /** Hour by hour, until something comes, somebody says stop, or a month has passed. */
  async seek() {
    if (this.busy) return;
    this.busy = this.seeking = true;
    const next = this.buttons[2];
    next.textContent = t("stop");
    let passed = 0;
    let arrived = false;
    try {
      while (this.seeking && !arrived && passed < LONGEST) {
        const told = await post("/phone/next", { hours: AT_ONCE });
        passed += told.hours;
        arrived = told.arrived;
        this.say(`${t("waiting")} ${Math.floor(passed / 24)}${t("days")}${passed % 24}${t("hours")}`);
        this.moved();
      }
      this.say(arrived ? t("arrived") : t("nothingCame"));
    } catch (error) {
      toast(error.message);
    }
    next.textContent = t("next");
    this.busy = this.seeking = false;
    this.moved();
  }
}
