const BANNER_MS = 15_000;

/**
 * Tells what happened, above the cards. The look is our own and follows Zulip's colours: the classes of Zulip's banners
 * change with its versions, and its stack of them lies below the cards.
 *
 * @param actions [label, what to do] for each button
 */
function banner(text, actions = []) {
  log.error(text);
  const close = () => shown.remove();
  const shown = make("div", { class: "zc-banner", role: "alert" }, make("span", { class: "zc-banner-label" }, text),
    ...actions.map(([label, action]) => button("quiet", label, null, () => {
      close();
      action();
    })));
  const cross = make("button", { type: "button", class: "zc-banner-close", "aria-label": say("close") }, icon("close"));
  cross.addEventListener("click", close);
  shown.append(cross);
  root().querySelector(".zc-banners").append(shown);
  setTimeout(close, BANNER_MS);
}
