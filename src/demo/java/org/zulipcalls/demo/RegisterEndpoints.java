package org.zulipcalls.demo;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code POST /register} and {@code DELETE /events}. Of the state that Zulip can send it holds what the product asks
 * for: the realm's Jitsi settings and the muted users.
 */
final class RegisterEndpoints {
  private final List<Registration> registrations = new CopyOnWriteArrayList<>();
  private final Map<Integer, Set<Integer>> muted = new ConcurrentHashMap<>();
  private volatile String serverJitsiUrl = "https://meet.jit.si";

  List<Endpoint> endpoints() {
    return List.of(Endpoint.at("register").on("POST", this::register),
        Endpoint.at("events").on("DELETE", this::deleteQueue));
  }

  List<Registration> registrations() {
    return List.copyOf(registrations);
  }

  void clear() {
    registrations.clear();
  }

  void setServerJitsiUrl(String url) {
    serverJitsiUrl = url;
  }

  void mute(int muter, int mutedUser, boolean on) {
    muted.compute(muter, (id, before) -> {
      Set<Integer> after = new TreeSet<>(before == null ? Set.of() : before);
      if (on) {
        after.add(mutedUser);
      } else {
        after.remove(mutedUser);
      }
      return after;
    });
  }

  private ObjectNode register(ApiRequest request) {
    List<String> eventTypes = request.params().strings("event_types").orElse(null);
    List<String> fetchEventTypes = request.params().strings("fetch_event_types").orElse(null);
    List.of("client_gravatar", "apply_markdown", "slim_presence", "include_subscribers", "all_public_streams",
        "client_capabilities", "narrow").forEach(request.params()::text);
    Registration registration = new Registration(UUID.randomUUID().toString(), request.user().deliveryEmail(),
        eventTypes, fetchEventTypes, false);
    registrations.add(registration);
    ObjectNode answer = Json.object()
        .put("queue_id", registration.queueId())
        .put("last_event_id", -1)
        .put("zulip_version", ServerSettings.VERSION)
        .put("zulip_feature_level", ServerSettings.FEATURE_LEVEL);
    if (registration.fetches("realm")) {
      addRealm(answer, request.realm());
    }
    if (registration.fetches("muted_users")) {
      answer.set("muted_users", mutedBy(request.user()));
    }
    return answer;
  }

  void addRealm(ObjectNode answer, StandInRealm realm) {
    String server = serverJitsiUrl == null ? null : serverJitsiUrl.replaceFirst("/+$", "");
    answer.put("realm_url", realm.url()).put("realm_uri", realm.url()).put("realm_name", realm.name());
    answer.put("realm_jitsi_server_url", realm.jitsiServerUrl()).put("server_jitsi_server_url", server);
    answer.put("jitsi_server_url", realm.jitsiServerUrl() != null ? realm.jitsiServerUrl() : server);
    answer.put("realm_video_chat_provider", realm.videoChatProvider());
    ObjectNode providers = Json.object();
    providers.set("disabled", Json.object().put("name", "None").put("id", 0));
    if (server != null) {
      providers.set("jitsi_meet", Json.object().put("name", "Jitsi Meet").put("id", 1));
    }
    answer.set("realm_available_video_chat_providers", providers);
  }

  ArrayNode mutedBy(StandInUser user) {
    ArrayNode list = Json.array();
    muted.getOrDefault(user.userId(), Set.of())
        .forEach(id -> list.add(Json.object().put("id", id).put("timestamp", 1_700_000_000)));
    return list;
  }

  private ObjectNode deleteQueue(ApiRequest request) {
    String queueId = request.params().required("queue_id");
    boolean open = registrations.stream().anyMatch(one -> isOpen(one, queueId, request.user()));
    if (!open) {
      throw ZulipError.of(400, "BAD_EVENT_QUEUE_ID", "Bad event queue ID: " + queueId).with("queue_id", queueId);
    }
    registrations.replaceAll(one -> one.queueId().equals(queueId)
        ? new Registration(queueId, one.user(), one.eventTypes(), one.fetchEventTypes(), true)
        : one);
    return Json.object();
  }

  private static boolean isOpen(Registration registration, String queueId, StandInUser user) {
    return registration.queueId().equals(queueId) && !registration.deleted()
        && registration.user().equals(user.deliveryEmail());
  }
}
