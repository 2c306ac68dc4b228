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
  video: "M3 5.500A1.500 1.500 0 0 1 4.500 4h7A1.500 1.500 0 0 1 13 5.500v2.300l3.600-2.300a.6.6 0 0 1 .9.500v8a.6.6 0 0 1"
    + "-.9.500L13 12.200v2.300a1.500 1.500 0 0 1-1.500 1.500h-7A1.500 1.500 0 0 1 3 14.500z",
  audio: "M6 2.600 7.900 6.300a1 1 0 0 1-.2 1.200L6.500 8.700c.9 2 2.800 3.900 4.800 4.800l1.200-1.200a1 1 0 0 1 1.200-.2l3.700 1.900a1 1 0 0"
    + " 1 .5 1.100l-.4 1.700a1.200 1.200 0 0 1-1.300.9C8.600 17.300 2.700 11.400 2.300 3.800a1.200 1.200 0 0 1 .9-1.300L4.900 2.100A1 1 0 0 1 6 2.600z",
  close: "M5.300 5.300a1 1 0 0 1 1.400 0L10 8.600l3.300-3.300a1 1 0 1 1 1.400 1.400L11.400 10l3.300 3.300a1 1 0 0 1-1.400 1.400L10 11.400l-3.300"
    + " 3.300a1 1 0 0 1-1.400-1.400L8.600 10 5.300 6.700a1 1 0 0 1 0-1.400z",
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
