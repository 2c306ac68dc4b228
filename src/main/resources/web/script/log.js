const LEVELS = ["off", "error", "info", "debug"];

function write(level, ...what) {
  if (LEVELS.indexOf(options.debug) >= LEVELS.indexOf(level)) {
    console.warn("zulip-calls:", ...what);
  }
}

const log = {
  error: (...what) => write("error", ...what),
  info: (...what) => write("info", ...what),
  debug: (...what) => write("debug", ...what),
};

/** Wraps what Zulip's page calls, so that nothing of ours is ever thrown into it. */
function safely(what, action) {
  return (...given) => {
    try {
      const result = action(...given);
      return result instanceof Promise ? result.catch((fault) => log.error(what, fault)) : result;
    } catch (fault) {
      log.error(what, fault);
      return undefined;
    }
  };
}
