/** Makes an element. Data only ever arrives as attributes and text, never as markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children);
  return element;
}

const ICONS = {
  video: "M3 5.5A1.5 1.5 0 0 1 4.5 4h7A1.5 1.5 0 0 1 13 5.5v2.3l3.6-2.3a.6.6 0 0 1 .9.5v8a.6.6 0 0 1"
    + "-.9.5L13 12.2v2.3a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 14.5z",
  audio: "M6 2.6 7.9 6.3a1 1 0 0 1-.2 1.2L6.5 8.7c.9 2 2.8 3.9 4.8 4.8l1.2-1.2a1 1 0 0 1 1.2-.2l3.7 1.9a1 1 0 0"
    + " 1 .5 1.1l-.4 1.7a1.2 1.2 0 0 1-1.3.9C8.6 17.3 2.7 11.4 2.3 3.8a1.2 1.2 0 0 1 .9-1.3L4.9 2.1A1 1 0 0 1 6 2.6z",
  close: "M5.3 5.3a1 1 0 0 1 1.4 0L10 8.6l3.3-3.3a1 1 0 1 1 1.4 1.4L11.4 10l3.3 3.3a1 1 0 0 1-1.4 1.4L10 11.4l-3.3"
    + " 3.3a1 1 0 0 1-1.4-1.4L8.6 10 5.3 6.7a1 1 0 0 1 0-1.4z",
};

ICONS.end = ICONS.audio; // turned by its style, as a handset that is laid down

/** One of our own drawings; it takes the colour of its text. */
function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `zc-icon zc-icon-${name}`);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function button(kind, label, drawing, onPress) {
  const made = make("button", { type: "button", class: `zc-button zc-${kind}` }, ...(drawing ? [icon(drawing)] : []),
    make("span", {}, label));
  made.addEventListener("click", safely(label, onPress));
  return made;
}

/** A person's picture, or the first letter of the name where there is none that loads. */
function avatar(user, pulsing = false) {
  const letter = make("span", { class: "zc-letter", "aria-hidden": "true" }, [...(user.full_name || "?")][0]);
  const frame = make("div", { class: `zc-avatar${pulsing ? " zc-pulsing" : ""}` }, letter);
  if (user.avatar_url) {
    const picture = make("img", { src: user.avatar_url, alt: "", referrerpolicy: "no-referrer" });
    picture.addEventListener("error", () => picture.remove());
    frame.append(picture);
  }
  return frame;
}

/** Whether an element is displayed itself; an ancestor (the closed compose box) may still hide it. */
function isDisplayed(element) {
  return getComputedStyle(element).display !== "none";
}

function isVisible(element) {
  return Boolean(element) && element.getClientRects().length > 0;
}
