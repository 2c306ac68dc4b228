const BANNER_MS = 15_000;

function bannerStack() {
  const zulips = document.querySelector("#popup_banners_wrapper");
  if (zulips && getComputedStyle(zulips).display !== "none") {
    return zulips;
  }
  return root();
}

/**
 * Tells what happened in Zulip's own stack of banners, in a look of ours that follows Zulip's colours: the class names of
 * Zulip's banners change with its versions.
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
  bannerStack().append(shown);
  setTimeout(close, BANNER_MS);
}
