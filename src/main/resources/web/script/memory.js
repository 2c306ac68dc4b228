/** A browser may forbid a page to keep anything; then it forgets at the next load, and that is all. */
function recall(storage, key) {
  try {
    return JSON.parse(window[storage].getItem(key)) ?? [];
  } catch {
    return [];
  }
}

function remember(storage, key, value) {
  try {
    window[storage].setItem(key, JSON.stringify(value));
  } catch (fault) {
    log.debug(key, fault);
  }
}
