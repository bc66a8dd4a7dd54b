// Keeps 今日の対応 fresh: asks with the ETag it has; an unchanged list answers 304 and nothing moves.
// While somebody points at or has the keyboard in the list, it offers the news instead of moving rows.

import { setNow, tick } from "./countdown.js";
import { heard } from "./lifeline.js";

const EVERY = 15000;
const board = document.getElementById("board");
const fresh = document.getElementById("fresh");
const title = document.title;
let etag = `"${board.dataset.etag}"`;
let waiting = null;

const show = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  board.replaceChildren(...page.body.childNodes);
  fresh.hidden = true;
  waiting = null;
  count();
  tick();
};

const count = () => {
  const urgent = Number(board.querySelector("[data-count]")?.dataset.count ?? 0);
  document.title = urgent ? `(${urgent}) ${title}` : title;
};

const busy = () =>
  board.contains(document.activeElement) || (matchMedia("(hover: hover)").matches && board.querySelector(".rows:hover"));

const ask = async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch(board.dataset.url, { headers: { "If-None-Match": etag }, cache: "no-store" });
    if (answer.status === 401) return void location.reload();
    heard(answer.status < 500);
    setNow(Number(answer.headers.get("X-Now")) || Date.now());
    if (answer.status !== 200) return;
    etag = answer.headers.get("ETag");
    waiting = await answer.text();
    if (busy()) fresh.hidden = false;
    else show(waiting);
  } catch {
    heard(false);
  }
};

fresh.addEventListener("click", () => waiting && show(waiting));
document.addEventListener("visibilitychange", ask);
addEventListener("online", ask);
setInterval(ask, EVERY);
count();
