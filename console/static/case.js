// A case's page: what is typed is never lost, a button works once, news is offered and never pushed in.

import "./countdown.js";
import { heard } from "./lifeline.js";

const EVERY = 10000;
const key = (area) => `draft:${area.dataset.draft}`;
const areas = [...document.querySelectorAll("[data-draft]")];
const done = document.querySelector("[data-done]")?.dataset.done;

for (const area of areas) {
  if (done && area.dataset.draft.endsWith(`:${done}`)) sessionStorage.removeItem(key(area));
  const kept = sessionStorage.getItem(key(area));
  if (kept && !area.value) {
    area.value = kept;
    area.closest("details")?.setAttribute("open", "");
  }
  const keep = () => {
    if (area.value) sessionStorage.setItem(key(area), area.value);
    else sessionStorage.removeItem(key(area));
  };
  if (area.value !== area.defaultValue) keep(); // typed before this file was there
  area.addEventListener("input", keep);
}

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button:enabled")) {
      button.dataset.sent = "";
      setTimeout(() => (button.disabled = true));
    }
  });
}
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-sent]")) button.disabled = false;
});

// A written-out text goes into its field; what stands there already is never overwritten, only added to.
for (const button of document.querySelectorAll("button.fill")) {
  button.addEventListener("click", () => {
    const area = document.getElementById(button.dataset.fill);
    area.value = area.value.trim() ? `${area.value.trimEnd()}\n${button.dataset.text}` : button.dataset.text;
    area.dispatchEvent(new Event("input"));
    const form = area.form;
    if (button.dataset.kind) form.querySelector(`[name=kind][value=${button.dataset.kind}]`).checked = true;
    const lines = JSON.parse(button.dataset.lines ?? "[]");
    if (lines.length) {
      form.querySelector("[data-estimate]").open = true;
      form.querySelectorAll(".estimate-line").forEach((row, at) => {
        for (const [name, field] of [["line", "label"], ["quantity", "quantity"], ["price", "price"]]) {
          row.querySelector(`[name=${name}]`).value = lines[at]?.[field] ?? "";
        }
      });
      sum(form.querySelector("[data-estimate]"));
    }
    area.focus();
  });
  if ("text" in button.dataset) button.disabled = false; // before this file was there, a press did nothing
}

const number = (text) => Number(text.normalize("NFKC").replace(/[,円¥]/g, "").replace(/[−▲△]/g, "-"));
const sum = (estimate) => {
  const rows = [...estimate.querySelectorAll(".estimate-line")];
  const value = (row, name) => row.querySelector(`[name=${name}]`).value.trim();
  const total = rows.reduce((all, row) => all + number(value(row, "quantity") || "1") * number(value(row, "price") || "0"), 0);
  estimate.querySelector(".estimate-total").textContent = Number.isFinite(total) && total !== 0 ? `= ${total.toLocaleString("ja-JP")}円` : "";
};
for (const estimate of document.querySelectorAll("[data-estimate]")) {
  estimate.addEventListener("input", () => sum(estimate));
  sum(estimate);
}
for (const own of document.querySelectorAll("[name=own]")) {
  own.addEventListener("input", () => own.form.querySelector("[name=at][value=own]")?.click());
}

// How a case ended does what it names: 「返金した」 ticks the refund off, until somebody says otherwise.
for (const form of document.querySelectorAll("[data-settles]")) {
  const settles = JSON.parse(form.dataset.settles);
  const items = [...form.querySelectorAll(".settle")].filter((item) => !item.querySelector(":checked"));
  for (const item of items) item.addEventListener("change", () => (item.dataset.said = "1"));
  const ending = form.querySelector(".ending"); // asked where it matters; without a script it always stands there
  const ask = (reason) => ending?.toggleAttribute("hidden", reason !== ending.dataset.when);
  ask(form.querySelector("[name=reason]:checked")?.value);
  for (const reason of form.querySelectorAll("[name=reason]")) {
    reason.addEventListener("change", () => {
      ask(reason.value);
      for (const item of items.filter((item) => !item.dataset.said)) {
        const does = (settles[reason.value] ?? []).includes(item.dataset.kind);
        item.querySelector("[value=done]").checked = does;
      }
    });
  }
}

// Earlier words come in above those one reads, which stay where they are; without a script they are a page.
const talk = document.querySelector(".talk");
talk?.addEventListener("click", async (event) => {
  const link = event.target.closest("a.before");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.ariaBusy) return;
  link.ariaBusy = "true";
  try {
    const answer = await fetch(link.href, { cache: "no-store" });
    if (!answer.ok || answer.redirected) return void location.assign(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const came = [...page.getElementById("earlier").children];
    const [known, box] = [link.nextElementSibling, link.closest(".scroll")];
    const before = known.getBoundingClientRect().top;
    link.replaceWith(...came);
    came[0].focus({ preventScroll: true });
    box.scrollTop += known.getBoundingClientRect().top - before;
  } catch {
    link.ariaBusy = null;
    heard(false);
  }
});

// Says that this person is here, and whether they are writing; tells who else is, and that something is new.
const fresh = document.getElementById("fresh");
let etag = "";
const ask = async () => {
  if (document.hidden) return;
  const writing = areas.some((area) => area.value && area === document.activeElement);
  try {
    const headers = { "If-None-Match": etag };
    const answer = await fetch(`${fresh.dataset.url}${writing ? "?writing" : ""}`, { headers, cache: "no-store" });
    heard(answer.status < 500);
    if (answer.status !== 200) return;
    etag = answer.headers.get("ETag");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const readers = page.getElementById("readers");
    document.getElementById("readers").replaceWith(readers);
    if (readers.dataset.pulse !== fresh.dataset.pulse) fresh.hidden = false;
  } catch {
    heard(false);
  }
};
if (fresh) {
  fresh.addEventListener("click", () => location.replace(location.pathname));
  document.addEventListener("visibilitychange", ask);
  addEventListener("online", ask);
  setInterval(ask, EVERY);
  ask();
}
