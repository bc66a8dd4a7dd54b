// Passkeys: what the server asks and the browser's own dialogue answers, carried back and forth as JSON.
//
// <form data-passkey="add|use" data-ask="…" action="…" hidden>   shown only where the browser knows passkeys;
//   `data-ask` gives the options, `action` takes the answer with the form's other fields and says where to go.
// <p data-problem="cancelled|passkey|throttled|enough" hidden>   which sentence is shown when it did not work.

const read = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const write = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const keys = (list) => (list ?? []).map((key) => ({ ...key, id: read(key.id) }));

const asked = {
  add: (options) => navigator.credentials.create({ publicKey: {
    ...options,
    challenge: read(options.challenge),
    user: { ...options.user, id: read(options.user.id) },
    excludeCredentials: keys(options.excludeCredentials),
  } }),
  use: (options) => navigator.credentials.get({ publicKey: {
    ...options,
    challenge: read(options.challenge),
    allowCredentials: keys(options.allowCredentials),
  } }),
};

const answered = ({ id, rawId, type, response, authenticatorAttachment }) => ({
  id, type, rawId: write(rawId), authenticatorAttachment,
  response: {
    clientDataJSON: write(response.clientDataJSON),
    ...(response.attestationObject && {
      attestationObject: write(response.attestationObject), transports: response.getTransports?.() ?? [],
    }),
    ...(response.signature && {
      authenticatorData: write(response.authenticatorData), signature: write(response.signature),
      userHandle: response.userHandle && write(response.userHandle),
    }),
  },
});

async function post(address, token, body) {
  const answer = await fetch(address, {
    method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify(body),
  });
  if (answer.redirected) location.assign(answer.url);  // the session ended, or the password is asked for again
  return answer.headers.get("Content-Type")?.startsWith("application/json")
    ? { ok: answer.ok, ...(await answer.json()) } : { ok: false, problem: "passkey" };
}

async function talk(form) {
  const { csrf_token: token, ...fields } = Object.fromEntries(new FormData(form));
  const options = await post(form.dataset.ask, token, {});
  if (!options.ok) return options.problem;
  let credential;
  try {
    credential = await asked[form.dataset.passkey](options);
  } catch (error) {
    return error.name === "InvalidStateError" ? "enough" : "cancelled";
  }
  const done = await post(form.action, token, { ...fields, answer: answered(credential) });
  if (!done.ok) return done.problem;
  if (new URL(done.next, location.href).pathname !== location.pathname) return void location.assign(done.next);
  history.replaceState(null, "", done.next);  // this page with another # would not load anew by itself
  return void location.reload();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    const problem = await talk(form);
    button.disabled = false;
    for (const said of document.querySelectorAll("[data-problem]")) said.hidden = said.dataset.problem !== problem;
  });
}
