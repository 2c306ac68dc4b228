package org.zulipcalls.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * What the demo's page shows and Zulip has other means for: the messages of a conversation, which Zulip's web app gets
 * over its event queue, and pictures. It is not part of what the stand-in imitates.
 */
final class DemoFeed {
  private final Directory directory;
  private final SessionAuth sessionAuth;
  private final Messages messages;

  DemoFeed(Directory directory, SessionAuth sessionAuth, Messages messages) {
    this.directory = directory;
    this.sessionAuth = sessionAuth;
    this.messages = messages;
  }

  void mount(Router router) {
    router.get("/demo/messages").handler(this::conversation);
    router.get("/user_avatars/*").handler(this::picture);
    router.get("/avatar/:id").handler(this::stablePicture);
  }

  /** {@code ?with=12} or {@code ?with=11,12}: the conversation of exactly these and the session's user. */
  private void conversation(RoutingContext context) {
    StandInUser user = sessionAuth.user(context.request()).orElse(null);
    String with = context.request().getParam("with", "");
    if (user == null || !with.matches("\\d{1,9}(,\\d{1,9}){0,9}")) {
      RestDispatch.write(context.response(), user == null ? 401 : 400, Json.object().put("result", "error"));
      return;
    }
    Set<Integer> participants = Arrays.stream(with.split(","))
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
    participants.add(user.userId());
    ArrayNode found = Json.array();
    messages.between(participants).forEach(message -> found.add(row(message)));
    RestDispatch.write(context.response(), 200, Json.object().put("result", "success").set("messages", found));
  }

  private ObjectNode row(StandInMessage message) {
    StandInUser sender = directory.byId(message.senderId()).orElseThrow();
    return Json.object()
        .put("id", message.id())
        .put("sender_id", sender.userId())
        .put("sender_full_name", sender.fullName())
        .put("avatar_url", "/avatar/" + sender.userId())
        .put("content", message.content())
        .put("timestamp", message.sentAt().getEpochSecond())
        .put("edited", message.edited());
  }

  private void stablePicture(RoutingContext context) {
    String id = context.pathParam("id");
    directory.byId(id.matches("\\d{1,9}") ? Integer.parseInt(id) : -1)
        .ifPresentOrElse(
            user -> context.response().setStatusCode(302).putHeader("Location", user.avatarUrl()).end(),
            () -> context.response().setStatusCode(404).end());
  }

  private void picture(RoutingContext context) {
    String path = context.request().path();
    List<StandInUser> owners = directory.everybody()
        .stream()
        .filter(user -> user.avatarUrl().replaceFirst("\\?.*", "").equals(path))
        .toList();
    if (owners.isEmpty()) {
      context.response().setStatusCode(404).end();
      return;
    }
    context.response()
        .putHeader("Content-Type", "image/svg+xml")
        .putHeader("Cache-Control", "max-age=3600")
        .end(Picture.of(owners.get(0)));
  }
}
