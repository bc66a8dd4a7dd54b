// Stickers: LINE's drawings are LINE's. A face of our own stands for each, always the same for the same id.

import { make } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const DOTS = "M34 42v1M66 42v1";
const ARCS = "M27 45q7-9 14 0M59 45q7-9 14 0";

// package, sticker, name, colour, eyes, mouth
export const STICKERS = [
  ["446", "1988", "にこにこ", "#ffd54f", ARCS, "M30 60q20 22 40 0"],
  ["446", "1989", "いいね", "#ffcc80", DOTS, "M34 62q16 12 32 0"],
  ["446", "1990", "やった", "#aed581", ARCS, "M32 58q18 30 36 0z"],
  ["446", "1991", "ありがとう", "#f8bbd0", ARCS, "M40 64q10 8 20 0"],
  ["446", "1992", "かなしい", "#90caf9", DOTS, "M32 70q18-16 36 0M30 52v10"],
  ["446", "1993", "ぷんぷん", "#ef9a9a", "M26 36l14 7M74 36l-14 7M34 46v1M66 46v1", "M34 70q16-12 32 0"],
  ["446", "1994", "だいすき", "#f48fb1", "M26 44l8 8 8-8M58 44l8 8 8-8", "M34 62q16 14 32 0"],
  ["446", "1995", "おやすみ", "#b39ddb", "M27 44q7 7 14 0M59 44q7 7 14 0", "M44 66h12"],
];

export function face(packageId, stickerId) {
  const [, , , colour, eyes, mouth] = of(packageId, stickerId);
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 100 100");
  drawing.setAttribute("aria-hidden", "true");
  const head = document.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries({ cx: 50, cy: 52, r: 42, fill: colour })) head.setAttribute(name, value);
  const lines = document.createElementNS(SVG, "path");
  const look = { d: `${eyes}${mouth}`, fill: "none", stroke: "#3e2f26", "stroke-width": 5, "stroke-linecap": "round", "stroke-linejoin": "round" };
  for (const [name, value] of Object.entries(look)) lines.setAttribute(name, value);
  drawing.append(head, lines);
  return drawing;
}

export function drawing(packageId, stickerId) {
  return make("div", { class: "sticker", role: "img", label: `${of(packageId, stickerId)[2]} (${packageId}/${stickerId})` },
    face(packageId, stickerId), make("small", { text: `${packageId}/${stickerId}` }));
}

function of(packageId, stickerId) {
  const known = STICKERS.find(([p, s]) => p === packageId && s === stickerId);
  return known ?? STICKERS[Number(stickerId) % STICKERS.length] ?? STICKERS[0];
}
