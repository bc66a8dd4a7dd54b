// The product's doors, through the emulator: the page talks to one address only.

import { get, post } from "./api.js";
import { knows, t } from "./words.js";

/** Whether there is a product behind this LINE that could be asked. */
export const hasProduct = () => document.body.dataset.product !== "";

/** {ok, told}: what it said, also when it refused. No product, or none that lets itself be tried out: an Error. */
export async function knock(path, content) {
  if (!hasProduct()) throw new Error(t("noProduct"));
  return content === undefined ? get(`/phone/product/${path}`) : post(`/phone/product/${path}`, content);
}

/** What was refused, in words. */
export const refusal = (code) => (knows(`no_${code}`) ? t(`no_${code}`) : code);
