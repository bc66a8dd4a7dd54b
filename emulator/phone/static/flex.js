// Flex messages as LINE draws them. https://developers.line.biz/en/reference/messaging-api/#flex-message
// Layout is CSS flexbox, as LINE's is; pixel sizes of keywords are in flex_sizes.js.

import { make, tappable } from "./dom.js";
import { BORDERS, BUBBLES, FONTS, IMAGES, length, space } from "./flex_sizes.js";

const BLOCKS = ["header", "hero", "body", "footer"];

/** A bubble or a carousel. `tap(action)` is called with the very object of the message. */
export function flex(contents, tap) {
  if (contents.type !== "carousel") return make("div", { class: "fx-alone" }, bubble(contents, tap));
  return make("div", { class: "fx-carousel", tabindex: "0", role: "group" }, ...contents.contents.map((one) => bubble(one, tap)));
}

function bubble(part, tap) {
  const made = make("div", { class: "fx-bubble", dir: part.direction === "rtl" ? "rtl" : null, data: { size: part.size ?? "mega" } });
  made.style.width = BUBBLES[part.size ?? "mega"];
  let first = true;
  for (const name of BLOCKS) {
    if (!part[name]) continue;
    made.append(block(name, part[name], part.styles?.[name] ?? {}, first, tap));
    first = false;
  }
  return withAction(made, part, tap);
}

function block(name, part, look, first, tap) {
  const made = make("div", { class: `fx-block fx-${name}` });
  if (look.backgroundColor) made.style.backgroundColor = look.backgroundColor;
  if (look.separator && !first) {
    made.classList.add("fx-ruled");
    if (look.separatorColor) made.style.borderTopColor = look.separatorColor;
  }
  made.append(component(part, { layout: "vertical" }, tap));
  return made;
}

const MAKERS = { box, button, image, icon, text, separator, filler, video };

function component(part, parent, tap) {
  const maker = MAKERS[part.type];
  return maker ? maker(part, parent, tap) : make("div", { class: "fx-unknown", text: `[${part.type}]` });
}

/** How much of the main axis it takes, and where it stands. */
function place(element, part, parent) {
  const across = parent.layout !== "vertical";
  const given = part.flex ?? (part.width && across ? 0 : across ? 1 : 0);
  if (given === 0) element.style.flex = "0 0 auto";
  else element.style.flex = across ? `${given} ${given} 0` : `${given} 0 auto`;
  if (part.position === "absolute") {
    element.style.position = "absolute";
  } else if (part.margin) {
    element.style.setProperty(across ? "margin-inline-start" : "margin-top", space(part.margin));
  }
  const sides = { offsetTop: "top", offsetBottom: "bottom", offsetStart: "inset-inline-start", offsetEnd: "inset-inline-end" };
  for (const [name, side] of Object.entries(sides))
    if (part[name]) element.style.setProperty(side, space(part[name]));
  return element;
}

function box(part, parent, tap) {
  const made = make("div", { class: `fx-box fx-${part.layout}` });
  const look = made.style;
  if (part.paddingAll) look.padding = space(part.paddingAll);
  const paddings = { paddingTop: "padding-top", paddingBottom: "padding-bottom", paddingStart: "padding-inline-start", paddingEnd: "padding-inline-end" };
  for (const [name, side] of Object.entries(paddings)) if (part[name]) look.setProperty(side, space(part[name]));
  for (const name of ["width", "height", "maxWidth", "maxHeight"]) if (part[name]) look[name] = length(part[name]);
  if (part.backgroundColor) look.backgroundColor = part.backgroundColor;
  if (part.background) look.backgroundImage = gradient(part.background);
  if (part.borderWidth && part.borderWidth !== "none") {
    look.borderStyle = "solid";
    look.borderWidth = BORDERS[part.borderWidth] ?? part.borderWidth;
    look.borderColor = part.borderColor ?? "transparent";
  }
  if (part.cornerRadius) look.borderRadius = space(part.cornerRadius);
  if (part.cornerRadius || part.height || part.maxHeight) look.overflow = "hidden";
  if (part.justifyContent) look.justifyContent = part.justifyContent;
  if (part.alignItems && part.layout !== "baseline") look.alignItems = part.alignItems;
  let first = true;
  for (const inner of part.contents ?? []) {
    const spaced = !first && inner.margin === undefined && inner.position !== "absolute" && part.spacing;
    made.append(component(spaced ? { ...inner, margin: part.spacing } : inner, part, tap));
    if (inner.position !== "absolute") first = false;
  }
  return withAction(place(made, part, parent), part, tap);
}

function gradient({ angle, startColor, centerColor, centerPosition, endColor }) {
  const middle = centerColor ? `${centerColor} ${centerPosition ?? "50%"}, ` : "";
  return `linear-gradient(${angle}, ${startColor}, ${middle}${endColor})`;
}

function text(part, parent, tap) {
  const words = make("p", { class: "fx-words" });
  lettering(words, part, FONTS.md);
  if (part.contents?.length) {
    for (const span of part.contents) {
      const piece = make("span", { text: span.text ?? "" });
      lettering(piece, span);
      words.append(piece);
    }
  } else {
    words.textContent = part.text ?? "";
  }
  if (part.align) words.style.textAlign = part.align;
  if (part.wrap) words.classList.add("fx-wrap");
  if (part.wrap && part.maxLines > 0) {
    words.classList.add("fx-lines");
    words.style.setProperty("-webkit-line-clamp", part.maxLines);
  }
  if (part.wrap && part.lineSpacing) words.style.lineHeight = `calc(1.4em + ${part.lineSpacing})`;
  if (part.adjustMode === "shrink-to-fit" && !part.wrap) shrink(words);
  const made = make("div", { class: `fx-text fx-at-${part.gravity ?? "top"}` }, words);
  return withAction(place(made, part, parent), part, tap);
}

function lettering(element, part, size) {
  const look = element.style;
  if (part.size || size) look.fontSize = FONTS[part.size] ?? part.size ?? size;
  if (part.color) look.color = part.color;
  if (part.weight) look.fontWeight = part.weight === "bold" ? "700" : "400";
  if (part.style) look.fontStyle = part.style;
  if (part.decoration) look.textDecoration = part.decoration;
}

/** adjustMode: smaller letters until the line fits, once it is on the page. */
function shrink(words) {
  requestAnimationFrame(() => {
    let size = parseFloat(getComputedStyle(words).fontSize);
    while (size > 6 && words.scrollWidth > words.clientWidth) words.style.fontSize = `${(size -= 1)}px`;
  });
}

function button(part, parent, tap) {
  const style = part.style ?? "link";
  const made = make("button", { type: "button", class: `fx-button fx-${style} fx-h-${part.height ?? "md"}` });
  const words = make("span", { class: "fx-label", text: part.action?.label ?? "" });
  if (part.adjustMode === "shrink-to-fit") shrink(words);
  made.append(words);
  if (part.color) made.style[style === "link" ? "color" : "backgroundColor"] = part.color;
  made.addEventListener("click", (event) => {
    event.stopPropagation();
    tap(part.action);
  });
  return place(make("div", { class: `fx-holder fx-at-${part.gravity ?? "top"}` }, made), part, parent);
}

function ratio(given, fallback = "1:1") {
  const [width, height] = (given ?? fallback).split(":");
  return `${width} / ${height}`;
}

function image(part, parent, tap) {
  const frame = make("div", { class: "fx-frame" });
  frame.style.width = IMAGES[part.size ?? "md"] ?? part.size;
  frame.style.aspectRatio = ratio(part.aspectRatio);
  if (part.backgroundColor) frame.style.backgroundColor = part.backgroundColor;
  const shown = make("img", { src: part.url, alt: "", loading: "lazy", referrerpolicy: "no-referrer" });
  shown.style.objectFit = part.aspectMode === "cover" ? "cover" : "contain";
  frame.append(shown);
  const made = make("div", { class: `fx-image fx-align-${part.align ?? "center"} fx-at-${part.gravity ?? "top"}` }, frame);
  return withAction(place(made, part, parent), part, tap, "🖼");
}

function icon(part, parent) {
  const made = make("span", { class: "fx-icon" });
  made.style.height = FONTS[part.size ?? "md"] ?? part.size;
  made.style.aspectRatio = ratio(part.aspectRatio);
  made.append(make("img", { src: part.url, alt: "", loading: "lazy", referrerpolicy: "no-referrer" }));
  return place(made, { ...part, flex: 0 }, parent);
}

function separator(part, parent) {
  const across = parent.layout !== "vertical";
  const made = make("div", { class: across ? "fx-rule-across" : "fx-rule" });
  if (part.color) made.style.backgroundColor = part.color;
  return place(made, { margin: part.margin, flex: 0 }, parent);
}

function filler(part, parent) {
  return place(make("div"), { flex: part.flex ?? 1 }, parent);
}

function video(part, parent, tap) {
  const made = make("div", { class: "fx-video" });
  made.style.aspectRatio = ratio(part.aspectRatio);
  made.append(make("img", { src: part.previewUrl, alt: "", referrerpolicy: "no-referrer" }), make("span", { class: "play" }));
  tappable(made, () => tap({ type: "uri", uri: part.url, label: "" }), "▶");
  if (!part.action) return made;
  const after = make("button", { type: "button", class: "fx-after", text: part.action.label ?? "", on: { click: () => tap(part.action) } });
  return make("div", {}, made, after);
}

/** Tapping the whole part; inside of one that holds buttons itself, the keyboard gets a button of its own. */
function withAction(element, part, tap, name) {
  if (!part.action) return element;
  const label = part.action.label;
  if (!holdsActions(part)) return tappable(element, () => tap(part.action), label || (name && !element.textContent ? name : undefined));
  element.classList.add("tap");
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    tap(part.action);
  });
  const own = make("button", { type: "button", class: "sr-only", text: label || element.textContent.slice(0, 40) || "…" });
  element.prepend(own);
  return element;
}

function holdsActions(part) {
  const inner = [...BLOCKS.map((name) => part[name]), ...(part.contents ?? [])].filter(Boolean);
  return inner.some((one) => one.action || one.type === "video" || holdsActions(one));
}
