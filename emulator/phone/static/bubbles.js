// One message → one element. Whatever type it is; what is not drawn says what it is.

import { make, tappable } from "./dom.js";
import { flex } from "./flex.js";
import { drawing } from "./stickers.js";
import { imagemap, template } from "./templates.js";
import { t } from "./words.js";

/** `tap(action)` for buttons, `open(uri)` for links in text. */
export function drawn(message, { mine, id, tap, open }) {
  switch (message.type) {
    case "text":
      return text(message.text, message.emojis ?? [], open);
    case "textV2":
      return text(substituted(message), [], open);
    case "sticker":
      return drawing(message.packageId, message.stickerId);
    case "image":
      return mine ? photo(`/phone/content/${id}`) : photo(message.previewImageUrl, () => open(message.originalContentUrl));
    case "video":
      if (mine) return made("▶", t("video"));
      return tappable(make("div", { class: "video" }, make("img", { src: message.previewImageUrl, alt: "", referrerpolicy: "no-referrer" }), make("span", { class: "play" })),
        () => open(message.originalContentUrl), t("video"));
    case "audio":
      return made("♪", `${t("audio")} ${Math.round((message.duration ?? 0) / 1000)}${t("seconds")}`);
    case "file":
      return made("□", message.fileName ?? t("file"));
    case "location":
      return make("div", { class: "location" }, make("div", { class: "map", role: "img", label: t("place") }, make("span")),
        make("p", { class: "strong", text: message.title ?? "" }), make("p", { text: message.address ?? "" }));
    case "flex":
      return flex(message.contents, tap);
    case "template":
      return template(message, tap);
    case "imagemap":
      return imagemap(message, tap);
    default:
      return make("p", { class: "bubble", text: message.altText ?? `[${message.type}]` });
  }
}

const made = (sign, words) => make("p", { class: "bubble made" }, make("span", { text: sign, "aria-hidden": "true" }), ` ${words}`);

function photo(source, open) {
  const shown = make("img", { class: "photo", src: source, alt: t("sentPhoto"), referrerpolicy: "no-referrer" });
  return open ? tappable(make("div", { class: "photo-frame" }, shown), open, t("sentPhoto")) : shown;
}

const LINK = /https?:\/\/[^\s　、。」）]+/g;

function text(words, emojis, open) {
  const bubble = make("p", { class: "bubble" });
  let plain = words;
  for (const emoji of [...emojis].sort((a, b) => b.index - a.index))
    plain = `${plain.slice(0, emoji.index)}☺${plain.slice(emoji.index + (emoji.length ?? 1))}`;
  let from = 0;
  for (const found of plain.matchAll(LINK)) {
    bubble.append(plain.slice(from, found.index));
    const link = make("a", { href: found[0], text: found[0], rel: "noopener noreferrer" });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      open(found[0]);
    });
    bubble.append(link);
    from = found.index + found[0].length;
  }
  bubble.append(plain.slice(from));
  return bubble;
}

function substituted({ text: words, substitution = {} }) {
  return words.replace(/\{\{|\}\}|\{(\w+)\}/g, (all, key) => {
    if (all === "{{") return "{";
    if (all === "}}") return "}";
    const put = substitution[key];
    if (put?.type === "mention") return put.mentionee?.type === "all" ? "@All" : "@user";
    return put?.type === "emoji" ? "☺" : all;
  });
}
