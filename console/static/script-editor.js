// Writing a script: line numbers, problems by line while typing, words that fit, and nothing typed is lost.
// The text is kept in this browser until the server has it; without this file the form works all the same.

const PAUSE = 500;
const form = document.getElementById("editor");
const done = document.querySelector(".notice.good.draft");
const keyOf = (name) => `script:${name}`;

if (form) write();
else if (done) for (const key of Object.keys(localStorage)) if (here(key)) localStorage.removeItem(key);

function here(key) {
  const parts = location.pathname.split("/");
  const at = parts.indexOf("scripts");
  return at > 0 && key === keyOf(`${parts[at + 1]}:${parts[at + 2]}`);
}

function write() {
  const area = form.querySelector("textarea");
  const numbers = form.querySelector(".numbers");
  const problems = document.getElementById("problems");
  const key = keyOf(form.dataset.key);
  const saved = area.defaultValue;
  let timer = 0;
  let asked = 0;

  const marks = () => {
    const bad = new Map();
    for (const one of problems.querySelectorAll("[data-line]")) {
      const line = Number(one.dataset.line);
      if (bad.get(line) !== "bad") bad.set(line, one.classList.contains("error") ? "bad" : "hint");
    }
    const count = area.value.split("\n").length;
    const lines = Array.from({ length: count }, (_, index) => {
      const line = document.createElement("span");
      line.textContent = String(index + 1);
      line.className = bad.get(index + 1) ?? "";
      return line;
    });
    numbers.replaceChildren(...lines);
    numbers.scrollTop = area.scrollTop;
  };

  const lineAt = () => area.value.slice(0, area.selectionStart).split("\n").length;

  const check = async () => {
    const mine = ++asked;
    const body = new URLSearchParams({ text: area.value, line: String(lineAt()) });
    body.set("csrf_token", form.elements.csrf_token.value);
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body });
      if (mine !== asked || !answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      problems.replaceChildren(...page.body.childNodes);
      marks();
    } catch {
      // Offline for a moment: the next pause in typing will tell.
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  };

  const kept = JSON.parse(localStorage.getItem(key) ?? "null");
  if (done || kept?.text === saved) localStorage.removeItem(key);
  else if (kept) {
    const notice = document.getElementById("kept");
    notice.hidden = false;
    document.getElementById("take-kept").addEventListener("click", () => {
      area.value = kept.text;
      notice.hidden = true;
      marks();
      check();
      area.focus();
    });
  }

  area.addEventListener("input", () => {
    localStorage.setItem(key, JSON.stringify({ text: area.value }));
    marks();
    later();
  });
  area.addEventListener("scroll", () => (numbers.scrollTop = area.scrollTop));
  for (const moved of ["click", "keyup"]) {
    let last = 0;
    area.addEventListener(moved, () => {
      const line = lineAt();
      if (line !== last) later();
      last = line;
    });
  }

  area.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Enter") return;
    const before = area.value.slice(0, area.selectionStart);
    const indent = before.slice(before.lastIndexOf("\n") + 1).match(/^\s*/)[0];
    if (!indent) return;
    event.preventDefault();
    put(`\n${indent}`);
  });

  const put = (text) => {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
  };

  problems.addEventListener("click", (event) => {
    const word = event.target.closest("[data-word]");
    const link = event.target.closest("a[href^='#line-']");
    if (word) {
      const before = area.value.slice(0, area.selectionStart);
      const typed = before.slice(before.lastIndexOf("\n") + 1).match(/[^\s:]*$/)[0];
      const start = word.dataset.word.startsWith(typed) ? area.selectionStart - typed.length : area.selectionStart;
      const gap = before.endsWith(":") ? " " : "";
      area.setSelectionRange(start, area.selectionEnd);
      put(gap + word.dataset.word);
      area.focus();
    } else if (link) {
      event.preventDefault();
      const number = Number(link.hash.slice(6));
      const lines = area.value.split("\n");
      const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
      area.focus();
      area.setSelectionRange(start, start + (lines[number - 1] ?? "").length);
      area.scrollTop = Math.max(0, (number - 6) * 22);
    }
  });
  marks();
  if (area.value !== saved) later(); // typed before this file was there, or brought back by the browser
}
