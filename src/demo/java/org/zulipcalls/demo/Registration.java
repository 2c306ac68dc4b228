package org.zulipcalls.demo;

import java.util.List;

/**
 * An event queue that somebody registered.
 *
 * @param eventTypes      null if the client named none, which means all
 * @param fetchEventTypes null if the client named none, which means the same as {@code eventTypes}
 * @param deleted         whether {@code DELETE events} was called for it
 */
public record Registration(String queueId, String user, List<String> eventTypes, List<String> fetchEventTypes,
    boolean deleted) {
  /**
   * Whether the queue takes messages. Such a queue makes its user look online ({@code receiver_is_off_zulip}), which
   * holds back the user's push notifications: the product must never open one.
   */
  public boolean acceptsMessages() {
    return eventTypes == null || eventTypes.contains("message");
  }

  boolean fetches(String type) {
    List<String> wanted = fetchEventTypes != null ? fetchEventTypes : eventTypes;
    return wanted == null || wanted.contains(type);
  }
}
