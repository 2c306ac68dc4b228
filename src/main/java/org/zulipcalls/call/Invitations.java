package org.zulipcalls.call;

import java.util.UUID;

import io.smallrye.mutiny.Uni;

/**
 * The invitation as a message from the caller to the recipient. Sending it is also the only exact way to learn whether
 * Zulip lets the one write to the other (zulip-contract.md, section 5).
 */
public interface Invitations {

  /** Whether invitations are sent at all. */
  boolean areSent();

  /**
   * Sends it with the credentials of this request. Fails with 403 {@code DIRECT_MESSAGE_NOT_PERMITTED} and Zulip's
   * reason; never keeps a call waiting for long.
   *
   * @return the message's id; null where it is not known
   */
  Uni<Long> send(Requester requester, User recipient, CallType type, UUID callId);

  /**
   * Edits the invitation to how the call ended, if who asks now sent it and Zulip still lets them. Nobody
   * waits for it, and its failure is no one's trouble.
   */
  void settle(Requester requester, Call ended);
}
