// What came of the trouble: what the product says it sent, against what LINE took. Nothing lost, nothing twice.

import { make } from "./dom.js";
import { t } from "./words.js";

/** `people`: [{name, outbox: {status: count}, accepted}]. */
export function showOutcome(people) {
  document.getElementById("outcome").replaceChildren(...people.map(({ name, outbox, accepted }) => {
    const count = (...states) => states.reduce((sum, state) => sum + (outbox[state] ?? 0), 0);
    const waiting = count("pending", "sending", "held");
    const unsure = count("unknown") + waiting; // LINE may have taken these, or not
    const lost = Math.max(count("sent") - accepted, 0);
    const twice = Math.max(accepted - count("sent") - unsure, 0);
    const words = [`${t("productSent")} ${count("sent")}`, `${t("lineTook")} ${accepted}`, `${t("lost")} ${lost}`, `${t("twice")} ${twice}`,
      waiting ? `${t("stillWaiting")} ${waiting}` : "", count("unknown") ? `${t("delivery_unknown")} ${count("unknown")}` : "",
      count("discarded") ? `${t("delivery_discarded")} ${count("discarded")}` : ""];
    return make("li", { class: lost || twice ? "bad-state" : "good-state", text: `${name}：${words.filter(Boolean).join(" · ")}` });
  }));
}
