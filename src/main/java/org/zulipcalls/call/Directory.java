package org.zulipcalls.call;

import io.smallrye.mutiny.Uni;

/** Where users are found: Zulip, asked as the requester, so that nobody learns of a user whom Zulip hides from them. */
public interface Directory {

  /**
   * The user with this id. Fails with 404 {@code RECIPIENT_NOT_FOUND}, or 400 for one who cannot be called.
   */
  Uni<User> recipient(Requester requester, long userId);

  /** The user with this address, or with one that the domain aliases make of it; fails as the other does. */
  Uni<User> recipient(Requester requester, String email);
}
