// The rich menu under a chat: its picture, and the areas one can tap.

import { make } from "./dom.js";
import { t } from "./words.js";

export function richMenu(phone, open) {
  const menu = phone.isPc() ? null : phone.state.menu;
  const key = menu ? menu.rich_menu_id : "";
  if (phone.menu.dataset.key !== key) {
    phone.menu.dataset.key = key;
    phone.menu.replaceChildren();
    if (menu) build(phone, menu);
  }
  phone.menu.hidden = !menu;
  if (menu && open !== undefined) show(phone, open);
}

function show(phone, open) {
  phone.menu.lastChild.hidden = !open;
  phone.menu.firstChild.setAttribute("aria-expanded", String(open));
}

function build(phone, menu) {
  const bar = make("button", { type: "button", class: "menu-bar", text: `${menu.chatBarText ?? t("menu")} ▾`,
    on: { click: () => show(phone, phone.menu.lastChild.hidden) } });
  const face = make("div", { class: "menu-face" });
  const { width, height } = menu.size;
  face.style.aspectRatio = `${width} / ${height}`;
  if (menu.pictured) face.append(make("img", { src: `/phone/menu/${menu.rich_menu_id}`, alt: "" }));
  menu.areas.forEach((area, index) => {
    const { x, y, width: w, height: h } = area.bounds;
    const label = area.action.label || area.action.displayText || area.action.text || area.action.uri || `${index + 1}`;
    const one = make("button", { type: "button", class: "area", label, on: { click: () => phone.tap(area.action, "richMenu", index) } });
    if (!menu.pictured) one.textContent = label;
    one.style.left = `${(100 * x) / width}%`;
    one.style.top = `${(100 * y) / height}%`;
    one.style.width = `${(100 * w) / width}%`;
    one.style.height = `${(100 * h) / height}%`;
    face.append(one);
  });
  phone.menu.append(bar, face);
  show(phone, menu.selected !== false);
}
