package org.zulipcalls.call;

import java.util.HashMap;
import java.util.Map;

/** The parameters that a new call has in common with a place in the queue. */
final class NewCallParameters {

  /** To be added to. */
  static Map<String, Object> of(NewCall call) {
    User initiator = call.initiator().user();
    User recipient = call.recipient();
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("realm", call.initiator().realm());
    parameters.put("type", call.type().word());
    parameters.put("initiatorId", initiator.userId());
    parameters.put("initiatorName", initiator.fullName());
    parameters.put("initiatorEmail", initiator.email());
    parameters.put("initiatorAvatar", initiator.avatarUrl());
    parameters.put("recipientId", recipient.userId());
    parameters.put("recipientName", recipient.fullName());
    parameters.put("recipientEmail", recipient.email());
    parameters.put("recipientAvatar", recipient.avatarUrl());
    parameters.put("roomName", call.room().name());
    parameters.put("roomUrl", call.room().url());
    parameters.put("messageId", call.messageId());
    return parameters;
  }

  private NewCallParameters() {
  }
}
