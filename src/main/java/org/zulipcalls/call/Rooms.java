package org.zulipcalls.call;

import io.smallrye.mutiny.Uni;

/** Where the media meet. */
public interface Rooms {

  /**
   * A place for one call.
   *
   * @param url without parameters; nobody can guess it
   */
  record Room(String name, String url) {}

  /** A new room on the requester's realm's server. */
  Uni<Room> open(Requester requester);

  /** Whether the room's server answered when we last looked; true where that is not known. */
  boolean isThere(Call call);

  /** Whether the room stays open within the call's page; if not, it has to have a tab of its own. */
  boolean fitsIntoPage(Call call);

  /** The link with which the initiator enters, with a moderator's rights. */
  String moderatorUrl(Call call);

  /** The link with which the recipient enters, without a moderator's rights. */
  String participantUrl(Call call);
}
