// A case's page: what is typed is never lost, a button works once, news is offered and never pushed in.

import "./countdown.js";

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
  area.addEventListener("input", () => {
    if (area.value) sessionStorage.setItem(key(area), area.value);
    else sessionStorage.removeItem(key(area));
  });
}

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) setTimeout(() => (button.disabled = true));
  });
}
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
});

const fresh = document.getElementById("fresh");
const ask = async () => {
  if (document.hidden || !fresh.hidden) return;
  try {
    const headers = { "If-None-Match": `"${fresh.dataset.etag}"` };
    const answer = await fetch(fresh.dataset.url, { headers, cache: "no-store" });
    if (answer.status === 204) fresh.hidden = false;
  } catch {
    // Offline for a moment: the next time will tell.
  }
};
fresh.addEventListener("click", () => location.replace(location.pathname));
document.addEventListener("visibilitychange", ask);
setInterval(ask, EVERY);
