package org.zulipcalls.call;

import org.hibernate.reactive.mutiny.Mutiny;

/** The parameters that a new call has in common with a place in the queue. */
final class NewCallParameters {

  static <Q extends Mutiny.AbstractQuery> Q bind(Q query, NewCall call) {
    User initiator = call.caller().user();
    User recipient = call.recipient();
    query.setParameter("realm", call.caller().realm())
        .setParameter("type", call.type().word())
        .setParameter("initiatorId", initiator.userId())
        .setParameter("initiatorName", initiator.fullName())
        .setParameter("initiatorEmail", initiator.email())
        .setParameter("initiatorAvatar", initiator.avatarUrl())
        .setParameter("recipientId", recipient.userId())
        .setParameter("recipientName", recipient.fullName())
        .setParameter("recipientEmail", recipient.email())
        .setParameter("recipientAvatar", recipient.avatarUrl())
        .setParameter("roomName", call.room().name())
        .setParameter("roomUrl", call.room().url())
        .setParameter("messageId", call.messageId());
    return query;
  }

  private NewCallParameters() {
  }
}
