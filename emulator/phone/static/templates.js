// Template messages: buttons, confirm, carousel, image carousel; and the image map.

import { make, tappable } from "./dom.js";

export function template(message, tap) {
  const given = message.template;
  switch (given.type) {
    case "buttons":
      return card(given, given, tap);
    case "confirm":
      return make("div", { class: "tp-card tp-confirm" }, make("p", { class: "tp-text", text: given.text }),
        make("div", { class: "tp-pair" }, ...given.actions.map((action) => choice(action, tap))));
    case "carousel":
      return row(given.columns.map((column) => card(column, given, tap)));
    case "image_carousel":
      return row(given.columns.map((column) => picture(column, tap)));
    default:
      return make("p", { class: "bubble", text: message.altText });
  }
}

const row = (cards) => make("div", { class: "fx-carousel", tabindex: "0", role: "group" }, ...cards);
const choice = (action, tap) =>
  make("button", { type: "button", class: "tp-button", text: action.label ?? "", on: { click: (event) => (event.stopPropagation(), tap(action)) } });

function card(part, looks, tap) {
  const made = make("div", { class: "tp-card" });
  if (part.thumbnailImageUrl) {
    const head = make("div", { class: `tp-image tp-${looks.imageAspectRatio ?? "rectangle"}` },
      make("img", { src: part.thumbnailImageUrl, alt: "", referrerpolicy: "no-referrer" }));
    head.style.backgroundColor = part.imageBackgroundColor ?? "#ffffff";
    head.firstChild.style.objectFit = looks.imageSize === "contain" ? "contain" : "cover";
    made.append(head);
  }
  const words = make("div", { class: "tp-words" });
  if (part.title) words.append(make("p", { class: "tp-title", text: part.title }));
  words.append(make("p", { class: "tp-text", text: part.text }));
  if (part.defaultAction) {
    const rest = tappable(words, () => tap(part.defaultAction), part.defaultAction.label);
    made.firstChild?.addEventListener("click", () => rest.click());
  }
  made.append(words, ...(part.actions ?? []).map((action) => choice(action, tap)));
  return made;
}

function picture(column, tap) {
  const made = make("div", { class: "tp-picture" }, make("img", { src: column.imageUrl, alt: "", referrerpolicy: "no-referrer" }));
  if (column.action.label) made.append(make("span", { text: column.action.label }));
  return tappable(made, () => tap(column.action), column.action.label || "🖼");
}

export function imagemap(message, tap) {
  const { width, height } = message.baseSize;
  const made = make("div", { class: "imagemap" },
    make("img", { src: `${message.baseUrl}/1040`, alt: message.altText, referrerpolicy: "no-referrer" }));
  made.style.aspectRatio = `${width} / ${height}`;
  for (const action of message.actions) {
    const { x, y, width: w, height: h } = action.area;
    const area = make("button", { type: "button", class: "area", label: action.label || action.text || action.linkUri, on: { click: () => tap(action) } });
    area.style.left = `${(100 * x) / width}%`;
    area.style.top = `${(100 * y) / height}%`;
    area.style.width = `${(100 * w) / width}%`;
    area.style.height = `${(100 * h) / height}%`;
    made.append(area);
  }
  return made;
}
