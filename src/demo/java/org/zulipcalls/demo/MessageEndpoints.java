package org.zulipcalls.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code zerver/views/message_send.py} for direct messages, and the editing of one's own. */
final class MessageEndpoints {
  /** {@code message_content_edit_limit_seconds} and the grace that Zulip adds. */
  private static final Duration EDIT_LIMIT = Duration.ofSeconds(600 + 20);

  private final Directory directory;
  private final Messages messages;

  MessageEndpoints(Directory directory, Messages messages) {
    this.directory = directory;
    this.messages = messages;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.at("messages").on("POST", this::send).webhookBotsAllowed(),
        Endpoint.at("messages/(\\d{1,9})").on("PATCH", this::edit));
  }

  private ObjectNode send(ApiRequest request) {
    String type = request.params().required("type");
    String content = request.params().required("content");
    request.params().text("queue_id");
    request.params().text("local_id");
    request.params().bool("read_by_sender", false);
    if (!type.equals("direct") && !type.equals("private")) {
      throw ZulipError.badRequest("Invalid message type");
    }
    Set<Integer> others = recipients(request);
    if (content.isBlank()) {
      throw ZulipError.badRequest("Message must not be empty");
    }
    checkPermission(request.user(), others);
    return Json.object().put("id", messages.add(request.user().userId(), others, content).id());
  }

  /** Ids or addresses, not mixed, with or without the sender. */
  private Set<Integer> recipients(ApiRequest request) {
    JsonNode to = request.params()
        .json("to")
        .filter(node -> node.isArray() && !node.isEmpty())
        .orElseThrow(() -> ZulipError.badRequest("Message must have recipients"));
    boolean byId = to.get(0).isInt();
    Set<Integer> others = new TreeSet<>();
    for (JsonNode recipient : to) {
      if (byId ? !recipient.isInt() : !recipient.isTextual()) {
        throw ZulipError.badRequest("Recipient lists may contain emails or user IDs, but not both.");
      }
      others.add(byId ? userId(request, recipient.intValue()) : userId(request, recipient.textValue()));
    }
    others.remove(request.user().userId());
    return others;
  }

  private int userId(ApiRequest request, int id) {
    return directory.byIdIn(request.realm(), id)
        .map(StandInUser::userId)
        .orElseThrow(() -> ZulipError.badRequest("Invalid user ID " + id));
  }

  private int userId(ApiRequest request, String email) {
    return directory.byEmail(request.user(), email)
        .map(StandInUser::userId)
        .orElseThrow(() -> ZulipError.badRequest("Invalid email '" + email + "'"));
  }

  /** {@code check_can_send_direct_message}, then {@code check_sender_can_access_recipients}. */
  private void checkPermission(StandInUser sender, Set<Integer> others) {
    List<StandInUser> recipients = others.stream().map(id -> directory.byId(id).orElseThrow()).toList();
    DirectMessages rule = sender.realm().directMessages();
    boolean exempt = sender.isBot() || recipients.stream().allMatch(StandInUser::isBot);
    if (!exempt && rule != DirectMessages.ALLOWED
        && !(rule == DirectMessages.NO_INITIATING && conversationExists(sender, others))) {
      throw ZulipError.badRequest(rule.refusal());
    }
    if (!recipients.stream().allMatch(sender::canAccess)) {
      throw ZulipError.badRequest("You do not have permission to access some of the recipients.");
    }
    recipients.stream().filter(recipient -> !recipient.isActive()).findFirst().ifPresent(gone -> {
      throw ZulipError.badRequest("'" + gone.email() + "' is no longer using Zulip.");
    });
  }

  private boolean conversationExists(StandInUser sender, Set<Integer> others) {
    Set<Integer> participants = new TreeSet<>(others);
    participants.add(sender.userId());
    return messages.exchanged(participants);
  }

  private ObjectNode edit(ApiRequest request) {
    String content = request.params().required("content");
    request.params().text("prev_content_sha256");
    StandInUser user = request.user();
    StandInMessage message = messages.byId(Integer.parseInt(request.argument()))
        .filter(found -> found.senderId() == user.userId() || found.recipientIds().contains(user.userId()))
        .orElseThrow(() -> ZulipError.badRequest("Invalid message(s)"));
    if (!request.realm().messageEditing()) {
      throw ZulipError.badRequest("Your organization has turned off message editing");
    }
    if (message.senderId() != user.userId()) {
      throw ZulipError.badRequest("You don't have permission to edit this message");
    }
    if (message.sentAt().plus(EDIT_LIMIT).isBefore(Instant.now())) {
      throw ZulipError.badRequest("The time limit for editing this message has passed");
    }
    messages.edit(message.id(), content.isBlank() ? "(deleted)" : content);
    return Json.object();
  }
}
