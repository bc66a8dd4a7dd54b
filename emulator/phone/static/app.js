// The page: which phones are open, asking for news, and putting it where it belongs.

import { news, post } from "./api.js";
import { Bar } from "./bar.js";
import { Diary } from "./diary.js";
import { Phone } from "./chat.js";
import { make, toast } from "./dom.js";
import { Faults } from "./faults.js";
import { Happenings } from "./happenings.js";
import { Log } from "./log.js";
import { showOutcome } from "./outcome.js";
import { Scripts } from "./scripts.js";
import { now, setOffset } from "./times.js";
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
const narrow = matchMedia("(max-width: 700px)"); // room for one thing at a time

const acted = () => {
  eagerUntil = performance.now() + EAGER_FOR;
  waking?.();
};
const names = () => new Map(people.map((person) => [person.user_id, person.display_name]));
const nameOf = (id) => names().get(id) ?? id.slice(0, 6);
const opened = () => open ?? [];
const log = new Log(nameOf);
const faults = new Faults(acted);
const bar = new Bar({ moved: acted, people: opened });
const diary = new Diary({ nameOf, jump: (ms) => bar.forward((ms - now()) / 1000 + 1) });
const happenings = new Happenings({ acted, open: opened, nameOf, phoneOf: (id) => phones.get(id), faults, chats });
const scripts = new Scripts({ acted, open: opened, nameOf });

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
  if (narrow.matches) keepOpen([id]);
  else keepOpen(open.includes(id) ? open.filter((one) => one !== id) : [...open, id]);
  happenings.choose(id);
}

async function addCustomer(name) {
  const made = await post("/emulator/users", { display_name: name || "お客様" });
  people = [...people, made];
  keepOpen(narrow.matches ? [made.user_id] : [...(open ?? []), made.user_id]);
  happenings.choose(made.user_id);
  phones.get(made.user_id).element.scrollIntoView({ block: "nearest", inline: "nearest" });
  return made.user_id;
}

function startOver() {
  for (const phone of phones.values()) phone.element.remove();
  phones.clear();
  log.clear();
  diary.clear();
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
  happenings.update();
  showChips();
}

/** The product's side; without a product there is none, and the page says so once. */
async function askProduct() {
  try {
    await diary.ask(opened());
    const told = Object.entries(diary.told?.people ?? {}).filter(([id, one]) => one && phones.has(id));
    showOutcome(told.map(([id, one]) => ({ name: nameOf(id), outbox: one.outbox, accepted: phones.get(id).state.accepted ?? 0 })));
  } catch (error) {
    document.getElementById("diary-head").textContent = error.message;
  }
}

async function run() {
  for (;;) {
    try {
      if (!document.hidden) await ask();
      if (!document.hidden && (shows("diary") || shows("faults"))) await askProduct();
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
const tabs = [...document.querySelectorAll(".tabs button")];
for (const tab of tabs) tab.addEventListener("click", () => view(tab.dataset.view));

/** On a wide screen one of these is beside the chats, on a narrow one in their place. */
function view(name) {
  document.body.dataset.view = name;
  for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.dataset.view === name));
  if (name === "diary") diary.toEnd(); // what was hidden forgot where it was scrolled to
  if (name === "log") log.toEnd();
  if (name === "scripts") scripts.show().catch((error) => toast(error.message));
  acted();
}

/** Where there is room for one of them only: the chats. */
function chats() {
  if (narrow.matches) view("phones");
}

function shows(name) {
  return document.body.dataset.view === name;
}

function show(button) {
  translate();
  button.textContent = language() === "ja" ? "English" : "日本語";
  button.lang = language() === "ja" ? "en" : "ja";
  faults.build();
  happenings.build();
  diary.key = "";
  if (scripts.current) scripts.list().then(() => scripts.check()).catch((error) => toast(error.message));
  for (const phone of phones.values()) phone.translate();
  if (open) showChips();
}

document.addEventListener("visibilitychange", acted);
view(narrow.matches ? "phones" : "diary");
narrow.addEventListener("change", () => !narrow.matches && shows("phones") && view("diary")); // the chats are there anyway
show(document.getElementById("language"));
openClaim().catch((error) => toast(error.message)).finally(run);
