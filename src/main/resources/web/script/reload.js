/**
 * Tells a window that closes from one that only loads again, as far as a browser lets us: when a script or a key does it.
 * The button of the browser itself looks like closing.
 */
function watchReload() {
  let reloading = false;
  const mark = () => {
    reloading = true;
    setTimeout(() => {
      reloading = false;
    }, 2_000);
  };
  window.navigation?.addEventListener("navigate", (event) => event.navigationType === "reload" && mark());
  addEventListener("keydown", (event) => {
    if (event.key === "F5" || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "r")) {
      mark();
    }
  }, true);
  return () => reloading;
}
