package org.zulipcalls.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code format_user_row} ({@code zerver/lib/users.py}). There is no identifier of the realm in it. */
final class UserRow {
  private UserRow() {
  }

  /** As one sees oneself: the real address and the avatar are always there. */
  static ObjectNode own(StandInUser user) {
    return of(user, user, false);
  }

  /** As another sees the user; with {@code client_gravatar} the client computes gravatar's address itself. */
  static ObjectNode of(StandInUser user, StandInUser asking, boolean clientGravatar) {
    boolean emailVisible = !user.emailHidden() || user.userId() == asking.userId();
    ObjectNode row = row(user, user.fullName(), "2017-10-20T07:50:53.728864+00:00");
    row.put("email", user.email());
    row.put("delivery_email", emailVisible ? user.deliveryEmail() : null);
    row.put("avatar_url", user.gravatar() && clientGravatar && emailVisible ? null : user.avatarUrl());
    if (user.isBot()) {
      row.put("bot_type", user.botType()).put("bot_owner_id", 11);
    } else {
      row.set("profile_data", Json.object());
    }
    return row;
  }

  /** What the list holds in place of somebody whom a limited guest cannot access. */
  static ObjectNode inaccessible(StandInUser user) {
    ObjectNode row = row(user, "Unknown user", "1970-01-01T00:00:00+00:00");
    row.put("email", user.dummyEmail());
    row.putNull("delivery_email");
    row.put("avatar_url", "/static/images/unknown-user-avatar.png");
    row.set("profile_data", Json.object());
    return row;
  }

  private static ObjectNode row(StandInUser user, String fullName, String dateJoined) {
    return Json.object()
        .put("user_id", user.userId())
        .put("full_name", fullName)
        .put("avatar_version", 1)
        .put("is_admin", user.isAdmin())
        .put("is_owner", user.role() == 100)
        .put("is_guest", user.role() == 600)
        .put("is_bot", user.isBot())
        .put("is_active", user.isActive())
        .put("role", user.role())
        .put("timezone", "")
        .put("date_joined", dateJoined);
  }
}
