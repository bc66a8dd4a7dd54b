// What every page has: a question before what cannot be undone, and parts that keep themselves fresh.
//
// <form data-confirm="…" data-confirm-yes="…">   asks first; without a script the form is simply sent.
// <div hx-get="…" hx-trigger="every 15s" hx-swap="innerMorph" data-etag="…">   polls: an unchanged part is
//   answered 304 and nothing moves; a hidden page does not ask; signed out, the page is loaded again.

const dialog = document.getElementById("confirm");
let asking = null;

const yes = dialog.querySelector("[value=yes]");
const said = { text: document.getElementById("confirm-text").textContent, yes: yes.textContent };

document.addEventListener("submit", (event) => {
  const { form, submitter } = { form: event.target, submitter: event.submitter };
  const asked = submitter?.dataset.confirm ?? form.dataset.confirm;
  if (asked === undefined || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  asking = { form, submitter };
  document.getElementById("confirm-text").textContent = asked || said.text;
  yes.textContent = (submitter?.dataset.confirmYes ?? form.dataset.confirmYes) || said.yes;
  dialog.returnValue = "no";
  dialog.showModal();
}, true);

dialog.addEventListener("close", () => {
  if (dialog.returnValue !== "yes" || !asking) return;
  const { form, submitter } = asking;
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter);
  delete form.dataset.confirmed;
});

const tags = new Map();

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (!ctx.sourceElement?.matches("[data-etag]")) return;
  if (document.hidden) return void event.preventDefault();
  const tag = tags.get(ctx.request.action) ?? `"${ctx.sourceElement.dataset.etag}"`;
  ctx.request.headers["If-None-Match"] = tag;
  ctx.request.cache = "no-store";
});

document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
  if (ctx.response.status === 401) return void location.reload();
  const tag = ctx.response.headers.get("ETag");
  if (tag && ctx.sourceElement?.matches("[data-etag]")) tags.set(ctx.request.action, tag);
});

document.addEventListener("pageshow", () => {
  for (const open of document.querySelectorAll("[popover]:popover-open")) open.hidePopover();
});
