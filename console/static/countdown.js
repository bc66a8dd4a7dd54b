// Counts down to the moments the server computed; says the same words as console/display.py.
// The product's clock may run ahead of this browser's: `data-now` on <body> tells how far.

let ahead = Number(document.body.dataset.now) - Date.now();
const english = document.documentElement.lang === "en";

export const setNow = (milliseconds) => {
  ahead = milliseconds - Date.now();
  tick();
};

export const tick = () => {
  const now = Date.now() + ahead;
  for (const element of document.querySelectorAll("[data-due]")) {
    const minutes = Math.floor((Number(element.dataset.due) - now) / 60000);
    const said = minutes < 0 ? late(span(-minutes - 1)) : coming(span(minutes));
    if (element.textContent !== said) element.textContent = said;
  }
  for (const element of document.querySelectorAll("[data-free-until]")) {
    const over = Number(element.dataset.freeUntil) <= now;
    element.hidden = over;
    const charged = element.parentElement.querySelector(".charged");
    if (charged) charged.hidden = !over;
  }
};

const late = (time) => (english ? `${time} late` : `${time}超過`);
const coming = (time) => (english ? `${time} left` : `あと${time}`);

const span = (minutes) => {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60;
  if (days) return english ? `${days} d` : `${days}日`;
  if (hours) return english ? `${hours} h ${rest} min` : `${hours}時間${rest}分`;
  return english ? `${rest} min` : `${rest}分`;
};

tick();
setInterval(tick, 1000);
