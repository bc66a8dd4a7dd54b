// The clock bar: both clocks forward by a step, to the next message, or on their own at N×.

import { get, post } from "./api.js";
import { toast } from "./dom.js";
import { long, now } from "./times.js";
import { t } from "./words.js";

const HOUR = 3600;
const LONGEST = 400 * 24 * HOUR; // farther than any journey looks ahead
const BEAT = 500; // ms between moves at N×

export class Bar {
  /** `people`: whose next message is meant. */
  constructor({ moved, people }) {
    this.moved = moved;
    this.people = people;
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

  /** Both clocks; whatever is due on the way happens at its own hour. */
  async forward(seconds) {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let left = seconds; left > 0; ) {
        const told = await post("/phone/clock", { advance_seconds: left });
        left = told.left_seconds;
        this.tell(told);
        if (left > 0) this.moved();
      }
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

  /** From due moment to due moment, until a message comes, somebody says stop, or nothing is due any more. */
  async seek() {
    if (this.busy) return;
    this.busy = this.seeking = true;
    const next = this.buttons[2];
    next.textContent = t("stop");
    this.say(t("waiting"));
    let passed = 0;
    let told = { arrived: false, ended: false };
    try {
      while (this.seeking && !told.arrived && !told.ended && passed < LONGEST) {
        told = await post("/phone/next", { people: this.people() });
        passed += told.seconds;
        const hours = Math.floor(passed / HOUR);
        if (!told.arrived) this.say(`${t("waiting")} ${Math.floor(hours / 24)}${t("days")}${hours % 24}${t("hours")}`);
        this.moved();
      }
      this.say(told.arrived ? t("arrived") : told.ended ? t("nothingDue") : t("nothingCame"));
    } catch (error) {
      this.say("");
      toast(error.message);
    }
    next.textContent = t("next");
    this.busy = this.seeking = false;
    this.moved();
  }
}
