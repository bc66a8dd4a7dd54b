// The date and time picker, and a question with one line to answer: dialogs that give a value or null.

import { make } from "./dom.js";
import { t } from "./words.js";

const TYPES = { date: "date", time: "time", datetime: "datetime-local" };
const written = (value) => value?.replace(/t/i, "T");

export const pick = (action) =>
  ask(action.label || t("choose"), t("choose"), TYPES[action.mode] ?? "date",
    { value: written(action.initial), min: written(action.min), max: written(action.max), required: true });

export function ask(title, label, type, looks = {}) {
  return new Promise((resolve) => {
    const field = make("input", { type, label, autocomplete: "off", ...looks });
    const done = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value || null);
    };
    const form = make("form", { on: { submit: (event) => (event.preventDefault(), done(field.value)) } },
      make("h2", { text: title }), make("p", { text: label }), field,
      make("div", { class: "dialog-buttons" },
        make("button", { type: "button", text: t("cancel"), on: { click: () => done(null) } }),
        make("button", { type: "submit", class: "primary", text: type === "text" ? t("open") : t("send") })));
    const dialog = make("dialog", { label: title, on: { cancel: () => done(null) } }, form);
    document.body.append(dialog);
    dialog.showModal();
    field.focus();
  });
}
