package org.zulipcalls.demo;

/** What can be wrong with Zulip while its server is up; for "down" there is {@link ZulipStandIn#stop}. */
public enum Fault {
  NONE,
  /** 500 with an HTML body, as {@code DetectProxyMisconfiguration} or a broken worker gives. */
  SERVER_ERROR,
  /** 200 with HTML: some other program answers at Zulip's address. */
  NONSENSE_HTML,
  /** 200 with JSON that is an object, but of no shape that Zulip sends. */
  NONSENSE_JSON,
  /** 200 with Zulip's success, and nothing of what was asked for. */
  EMPTY_SUCCESS,
  /** The right answer, five seconds late. */
  SLOW,
  /** The connection closes without an answer. */
  DROP,
  /** 302 to the login page, as an {@code Accept} that prefers HTML gets. */
  REDIRECT
}
