package org.zulipcalls.zulip;

import java.net.URI;
import java.util.NoSuchElementException;
import java.util.Optional;

import org.zulipcalls.call.User;

import io.vertx.core.json.JsonObject;

/**
 * A user as Zulip tells (zerver/lib/users.py, format_user_row).
 *
 * @param email         what Zulip shows to everybody; may be a dummy such as user12@host
 * @param deliveryEmail the real address, or null where its owner hides it from the asker
 */
record ZulipUser(long userId, String fullName, String email, String deliveryEmail, String avatarUrl, boolean bot,
    boolean active) {

  /** Fails as when Zulip is not available, since what it answered is no user. */
  static ZulipUser of(Object value) {
    try {
      JsonObject json = (JsonObject) Optional.ofNullable(value).orElseThrow();
      long userId = Optional.ofNullable(json.getLong("user_id")).orElseThrow();
      String name = Optional.ofNullable(json.getString("full_name")).orElseThrow();
      String email = Optional.ofNullable(json.getString("email")).orElseThrow();
      return new ZulipUser(userId, name, email, json.getString("delivery_email"), json.getString("avatar_url"),
          Boolean.TRUE.equals(json.getBoolean("is_bot")), !Boolean.FALSE.equals(json.getBoolean("is_active")));
    } catch (ClassCastException | NoSuchElementException strange) {
      throw ZulipClient.unavailable("a user without user_id, full_name or email");
    }
  }

  /** The address that the asker may see. */
  String visibleEmail() {
    return deliveryEmail != null ? deliveryEmail : email;
  }

  /** As a call shows this user, with an address that others may see. */
  User shown(String address, String realm) {
    return new User(userId, fullName, address, absolute(avatarUrl, realm));
  }

  /** Zulip's own avatars are root-relative; a phone needs the whole address. */
  private static String absolute(String avatarUrl, String realm) {
    if (avatarUrl == null) {
      return null;
    }
    try {
      return URI.create(realm + "/").resolve(avatarUrl).toString();
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }
}
