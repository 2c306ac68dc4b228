package org.zulipcalls.push;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * One notification for one device, ready to be sent.
 *
 * @param token       where to; never to be logged
 * @param collapseKey a newer push with the same key replaces an older one that was not delivered yet
 * @param data        what the app reads
 * @param timeToLive  how long the provider may keep trying to deliver it
 * @param expiresAt   the same as a time
 * @param title       what a phone shows whose app does not run
 * @param body        the line below the title
 * @param rings       whether it makes a noise
 */
record PushMessage(String token, String collapseKey, Map<String, String> data, Duration timeToLive, Instant expiresAt,
    String title, String body, boolean rings) {

  /** Without the token and the links. */
  @Override
  public String toString() {
    return data.get("type") + " of call " + collapseKey;
  }
}
