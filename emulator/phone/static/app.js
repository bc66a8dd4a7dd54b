// The page: which phones are open, asking for news, and putting it where it belongs.

import { news, post } from "./api.js";
import { Bar } from "./bar.js";
import { Phone } from "./chat.js";
import { make, toast } from "./dom.js";
import { Faults } from "./faults.js";
import { Log } from "./log.js";
import { setOffset } from "./times.js";
import { language, switchLanguage, t, translate } from "./words.js";

const CALM = 1000;
const EAGER = 250; // after somebody did something, for a while
const EAGER_FOR = 4000;

const phones = new Map();
let open = JSON.parse(sessionStorage.getItem("open") ?? "null");
let people = [];
let generation = null;
let eagerUntil = 0;
let waking = null;
const place = document.getElementById("phones");
const chips = document.getElementById("people");
const pc = document.getElementById("pc");

const acted = () => {
  eagerUntil = performance.now() + EAGER_FOR;
  waking?.();
};
const names = () => new Map(people.map((person) => [person.user_id, person.display_name]));
const log = new Log((id) => names().get(id) ?? id.slice(0, 6));
const faults = new Faults(acted);
new Bar(acted);

function keepOpen(ids) {
  open = ids;
  sessionStorage.setItem("open", JSON.stringify(ids));
  for (const [id, phone] of phones)
    if (!ids.includes(id)) {
      phone.element.remove();
      phones.delete(id);
    }
  for (const id of ids) openPhone(id);
  showChips();
}

function openPhone(id) {
  if (phones.has(id)) return phones.get(id);
  const phone = new Phone(id, { acted, isPc: () => pc.checked });
  phones.set(id, phone);
  place.append(phone.element);
  acted();
  return phone;
}

function showChips() {
  const key = JSON.stringify([people.map((p) => [p.user_id, p.display_name, p.status]), open, language()]);
  if (chips.dataset.key === key) return;
  chips.dataset.key = key;
  const focused = document.activeElement?.dataset?.id;
  chips.replaceChildren(...people.map((person) => make("button", {
    type: "button", class: `chip ${person.status}`, text: person.display_name, data: { id: person.user_id },
    "aria-pressed": String(open.includes(person.user_id)), on: { click: () => toggle(person.user_id) } })));
  if (focused) chips.querySelector(`[data-id="${focused}"]`)?.focus();
  if (!people.length) chips.append(make("span", { class: "hint", text: t("nobody") }));
}

function toggle(id) {
  const single = matchMedia("(max-width: 700px)").matches;
  if (single) keepOpen([id]);
  else keepOpen(open.includes(id) ? open.filter((one) => one !== id) : [...open, id]);
}

async function addCustomer(name) {
  const made = await post("/emulator/users", { display_name: name || "お客様" });
  people = [...people, made];
  const single = matchMedia("(max-width: 700px)").matches;
  keepOpen(single ? [made.user_id] : [...(open ?? []), made.user_id]);
  return made.user_id;
}

function startOver() {
  for (const phone of phones.values()) phone.element.remove();
  phones.clear();
  log.clear();
  open = null;
}

async function ask() {
  const seen = [...phones.values()].map((phone) => `${phone.userId}:${phone.after}`).join(",");
  const fresh = await news(new URLSearchParams({ people: seen, journal: log.journal, webhooks: log.webhooks }));
  document.body.classList.remove("away");
  if (!fresh) return;
  if (generation && generation !== fresh.generation) {
    generation = fresh.generation;
    startOver();
    return;
  }
  generation = fresh.generation;
  setOffset(fresh.offset_seconds);
  people = fresh.people;
  const known = people.map((person) => person.user_id);
  open = (open ?? []).filter((id) => known.includes(id));
  if (!open.length && known.length && !phones.size) keepOpen([people.reduce((a, b) => (b.chat_length >= a.chat_length ? b : a)).user_id]);
  else if (open.some((id) => !phones.has(id))) keepOpen(open);
  for (const state of fresh.phones) phones.get(state.user_id)?.update(state, fresh.account);
  log.update(fresh.journal, fresh.webhooks);
  faults.update(fresh);
  showChips();
}

async function run() {
  for (;;) {
    try {
      if (!document.hidden) await ask();
    } catch (error) {
      document.body.classList.add("away");
      toast(error instanceof TypeError ? t("gone") : error.message);
    }
    const pause = performance.now() < eagerUntil ? EAGER : CALM;
    await new Promise((resolve) => {
      waking = resolve;
      setTimeout(resolve, pause);
    });
  }
}

/** ?oaMessage=… : a claim link, or the words in it, into the phone of whoever is there, or of a new customer. */
async function openClaim() {
  const given = new URLSearchParams(location.search).get("oaMessage");
  if (!given) return;
  await ask().catch(() => {});
  const id = open?.[0] ?? (await addCustomer(""));
  await ask();
  const phone = phones.get(id);
  if (/^https?:/.test(given)) phone.open(given);
  else phone.composer.fill(given);
  history.replaceState(null, "", location.pathname);
}

document.getElementById("new-customer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = event.target.elements.name;
  const name = field.value.trim();
  field.value = "";
  await addCustomer(name).catch((error) => toast(error.message));
});
pc.addEventListener("change", () => {
  document.body.classList.toggle("pc", pc.checked);
  for (const phone of phones.values()) phone.frame();
});
document.getElementById("language").addEventListener("click", (event) => {
  switchLanguage();
  show(event.target);
});
for (const tab of document.querySelectorAll(".tabs button"))
  tab.addEventListener("click", () => {
    document.body.dataset.view = tab.dataset.view;
    for (const other of document.querySelectorAll(".tabs button")) other.setAttribute("aria-pressed", String(other === tab));
  });

function show(button) {
  translate();
  button.textContent = language() === "ja" ? "English" : "日本語";
  button.lang = language() === "ja" ? "en" : "ja";
  faults.build();
  for (const phone of phones.values()) phone.translate();
  if (open) showChips();
}

document.addEventListener("visibilitychange", acted);
document.body.dataset.view = "phones";
show(document.getElementById("language"));
openClaim().catch((error) => toast(error.message)).finally(run);
