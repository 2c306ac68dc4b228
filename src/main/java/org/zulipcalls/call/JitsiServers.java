package org.zulipcalls.call;

import io.smallrye.mutiny.Uni;

/** Which Jitsi server a realm has chosen in Zulip's settings. */
public interface JitsiServers {

  /**
   * The base URL, without a trailing slash; null where Zulip does not tell. Fails with 403 {@code CALLS_DISABLED} when
   * the realm has switched calls off, and with 503 when Zulip cannot be asked.
   */
  Uni<String> of(Requester requester);
}
