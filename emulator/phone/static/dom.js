// Making elements. Looks that come from a message are set as properties, which a strict CSP allows.

/** make("p", {class: "x", text: "…", label: "aria", on: {click}}, child, …) */
export function make(tag, given = {}, ...children) {
  const { class: name, text, label, on = {}, style = {}, data = {}, ...rest } = given;
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  if (label) made.setAttribute("aria-label", label);
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  for (const [key, value] of Object.entries(style)) if (value != null) made.style.setProperty(key, value);
  for (const [key, value] of Object.entries(data)) made.dataset[key] = value;
  for (const [key, value] of Object.entries(rest)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** Something that is tapped but may be no <button>: works with Enter and Space too. */
export function tappable(element, tap, label) {
  element.classList.add("tap");
  element.setAttribute("role", "button");
  element.tabIndex = 0;
  if (label) element.setAttribute("aria-label", label);
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    tap();
  });
  element.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target === element) {
      event.preventDefault();
      tap();
    }
  });
  return element;
}

let hiding = 0;

/** A short word to whoever uses the page. */
export function toast(text) {
  const place = document.getElementById("toast");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => place.classList.remove("shown"), 4000);
}
