// Talking to the emulator: the control API for what people do, /phone/news for what happened.

export class Refused extends Error {}

async function call(method, path, content) {
  const options = { method, headers: {} };
  if (content !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(content);
  }
  const answer = await fetch(path, options);
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(told.error ?? `${answer.status}`);
  return told;
}

export const get = (path) => call("GET", path);
export const post = (path, content = {}) => call("POST", path, content);
export const patch = (path, content) => call("PATCH", path, content);
export const remove = (path) => call("DELETE", path);
export const act = (userId, what, content = {}) => post(`/emulator/users/${userId}/${what}`, content);

let etag = null;
let asked = "";

/** What happened since; null when nothing did. */
export async function news(query) {
  const path = `/phone/news?${query}`;
  const headers = etag && asked === path ? { "If-None-Match": etag } : {};
  const answer = await fetch(path, { headers, cache: "no-store" });
  if (answer.status === 304) return null;
  if (!answer.ok) throw new Refused(`${answer.status}`);
  etag = answer.headers.get("ETag");
  asked = path;
  return answer.json();
}
