// Writing a script's sentences in another language: what is wrong stands at its row while typing, what is put
// into a sentence is one tap, and nothing typed is lost: this browser keeps it until the server has it.
// Without this file the form works all the same.

const PAUSE = 600;
const form = document.getElementById("language-editor");
const keyOf = (name) => `language:${name}`;
const signs = new Intl.Segmenter(undefined, { granularity: "grapheme" });

if (form) write();
else if (document.querySelector(".notice.good.draft")) forget();

function forget() {
  const parts = location.pathname.split("/");
  const at = parts.indexOf("scripts");
  if (at < 0) return;
  const mine = keyOf(`${parts[at + 2]}.`);
  for (const key of Object.keys(localStorage)) if (key.startsWith(mine)) localStorage.removeItem(key);
}

function write() {
  const key = keyOf(form.dataset.key);
  const marks = document.getElementById("marks");
  const fields = [...form.querySelectorAll("textarea, input[name^='s:']")];
  const saved = new Map(fields.map((field) => [field.name, field.defaultValue]));
  let timer = 0;
  let asked = 0;

  const typed = () => Object.fromEntries(fields.filter((f) => f.value !== saved.get(f.name)).map((f) => [f.name, f.value]));

  const count = (field) => {
    const shown = form.querySelector(`.count[data-for="${CSS.escape(field.id)}"]`);
    if (!shown) return;
    const length = [...signs.segment(field.value)].length;
    shown.textContent = `${length}/${field.dataset.most}`;
    shown.classList.toggle("over", length > Number(field.dataset.most));
  };

  const put = (page) => {
    marks.replaceChildren(...page.body.childNodes);
    for (const field of fields) {
      const row = document.getElementById(`said-${field.id}`);
      const found = marks.querySelector(`[data-problems="${CSS.escape(field.id)}"]`);
      row.replaceChildren(...(found ? [...found.childNodes].map((node) => node.cloneNode(true)) : []));
    }
    const left = new Map([...marks.querySelectorAll("[data-row]")].map((one) => [one.dataset.row, one.dataset.state]));
    for (const row of form.querySelectorAll("tr[id^='row-']")) row.className = left.get(row.id.slice(4)) ?? "";
  };

  const check = async () => {
    const mine = ++asked;
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (mine !== asked || !answer.ok || answer.redirected) return;
      put(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // Offline for a moment: the next pause in typing will tell.
    }
  };

  const changed = (field) => {
    localStorage.setItem(key, JSON.stringify(typed()));
    count(field);
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  };

  const kept = JSON.parse(localStorage.getItem(key) ?? "null");
  const lost = Object.entries(kept ?? {}).filter(([name, text]) => saved.has(name) && saved.get(name) !== text);
  if (document.querySelector(".notice.good.draft") || !lost.length) localStorage.removeItem(key);
  else {
    const notice = document.getElementById("kept");
    notice.hidden = false;
    document.getElementById("take-kept").addEventListener("click", () => {
      for (const [name, text] of lost) fields.find((field) => field.name === name).value = text;
      notice.hidden = true;
      fields.forEach(count);
      check();
      fields.find((field) => field.name === lost[0][0]).focus();
    });
  }

  form.addEventListener("input", (event) => {
    if (saved.has(event.target.name)) changed(event.target);
    else if (event.target.name?.startsWith("t:")) check();
  });
  form.addEventListener("click", (event) => {
    const gap = event.target.closest("[data-gap]");
    if (!gap) return;
    const field = document.getElementById(gap.dataset.for);
    field.setRangeText(gap.dataset.gap, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    changed(field);
  });
  fields.forEach(count);
  for (const field of fields) if (field.value !== saved.get(field.name)) changed(field); // typed before this file was there
}
