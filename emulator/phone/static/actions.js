// Which button of a message an action is, and what the app does with it besides telling the bot.

import { t } from "./words.js";
import { toast } from "./dom.js";

const BLOCKS = ["header", "hero", "body", "footer"];

/** Every action object of a message → its index, counted as the emulator counts (emulator/buttons.py). */
export function numbered(message) {
  const found = [];
  if (message.type === "flex") inFlex(message.contents, found);
  else if (message.type === "template") {
    const given = message.template;
    for (const part of [given, ...(given.columns ?? [])]) {
      found.push(...(part.actions ?? []));
      for (const name of ["action", "defaultAction"]) if (part[name]) found.push(part[name]);
    }
  } else if (message.type === "imagemap") found.push(...(message.actions ?? []));
  return new Map(found.map((action, index) => [action, index]));
}

function inFlex(part, found) {
  if (part.action) found.push(part.action);
  if (part.type === "bubble") for (const name of BLOCKS) if (part[name]) inFlex(part[name], found);
  for (const inner of part.contents ?? []) inFlex(inner, found);
}

/** Links of LINE's own that lead back into a chat: {kind: message|friend|other, …}. */
export function readLink(given) {
  let url;
  try {
    url = new URL(given.trim());
  } catch {
    return { kind: "text", text: given };
  }
  if (url.hostname !== "line.me") return { kind: "other", url: url.href };
  const [, , what, who, ...rest] = url.pathname.split("/");
  if (what === "oaMessage" && who) {
    return { kind: "message", account: decode(who), text: decode((rest.join("/") + url.search).replace(/^\/?\??/, "")) };
  }
  if (url.pathname.startsWith("/R/ti/p/")) return { kind: "friend", account: decode(rest[0] ?? "") };
  return { kind: "other", url: url.href };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Open what a phone would open. Only pages go into a new tab. */
export function openPage(uri) {
  if (/^https?:/i.test(uri)) window.open(uri, "_blank", "noopener,noreferrer");
  else toast(`${t("wouldOpen")}: ${uri}`);
}
