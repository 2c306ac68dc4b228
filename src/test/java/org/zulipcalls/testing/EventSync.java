package org.zulipcalls.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.restassured.response.Response;

/**
 * A stand-in for Prosody with its component event_sync (jitsi-contrib/prosody-plugins): one conference with its breakout
 * rooms, and what the component would post of it. Each step takes at least a second of its clock.
 */
public final class EventSync {

  public static final String TOKEN = "events-token-of-the-tests";
  public static final String PREFIX = "/api/v1/calls/jitsi/events";
  /** What is posted, below the prefix. */
  public static final List<String> PATHS = List.of("/room/created", "/room/destroyed", "/occupant/joined",
      "/occupant/left");
  public static final String MAIN = "";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is posted, and where below the prefix. */
  public record Post(String path, ObjectNode payload) {}

  /** One room while it exists. */
  private record Room(long createdAt, Map<String, ObjectNode> occupants, List<String> active) {}

  private final String name;
  private final List<Post> posts = new ArrayList<>();
  private final Map<String, Room> rooms = new LinkedHashMap<>();
  private long now = Instant.now().getEpochSecond();

  /** @param name of the conference's room */
  public EventSync(String name) {
    this.name = name;
  }

  /** The address of a new connection. */
  public static String connection() {
    return UUID.randomUUID() + "@meet.example.com/" + UUID.randomUUID().toString().substring(0, 8);
  }

  public EventSync pass(long seconds) {
    now += seconds;
    return this;
  }

  /** Somebody comes into a room. @param userId as the token says; null without one */
  public EventSync join(String connection, Object userId, String place) {
    now++;
    if (!rooms.containsKey(MAIN)) {
      create(MAIN);
    }
    if (!rooms.containsKey(place)) {
      create(place);
    }
    Room room = rooms.get(place);
    ObjectNode occupant = JSON.createObjectNode().put("occupant_jid", connection).put("joined_at", now);
    if (userId != null) {
      occupant.put("name", "Some Body").put("id", userId.toString());
    }
    room.occupants.put(connection, occupant);
    room.active.add(connection);
    post("/occupant/joined", "muc-occupant-joined", place).put("active_occupants_count", room.active.size())
        .set("occupant", occupant.deepCopy());
    return this;
  }

  public EventSync leave(String connection, String place) {
    go(connection, place);
    closeWhatIsEmpty();
    return this;
  }

  /** Leaves the one room for the other, by the same connection. */
  public EventSync move(String connection, Object userId, String from, String to) {
    go(connection, from);
    join(connection, userId, to);
    closeWhatIsEmpty();
    return this;
  }

  private void go(String connection, String place) {
    now++;
    Room room = rooms.get(place);
    room.active.remove(connection);
    ObjectNode occupant = room.occupants.get(connection).put("left_at", now);
    post("/occupant/left", "muc-occupant-left", place).put("active_occupants_count", room.active.size())
        .set("occupant", occupant.deepCopy());
  }

  private void create(String place) {
    rooms.put(place, new Room(now, new LinkedHashMap<>(), new ArrayList<>()));
    post("/room/created", "muc-room-created", place).put("created_at", now);
  }

  private void closeWhatIsEmpty() {
    List.copyOf(rooms.keySet()).stream().filter(place -> !place.equals(MAIN)).forEach(this::closeIfEmpty);
    if (rooms.size() == 1) {
      closeIfEmpty(MAIN);
    }
  }

  private void closeIfEmpty(String place) {
    Room room = rooms.get(place);
    if (room.active.isEmpty()) {
      rooms.remove(place);
      now++;
      ArrayNode all = post("/room/destroyed", "muc-room-destroyed", place).put("created_at", room.createdAt)
          .put("destroyed_at", now)
          .putArray("all_occupants");
      room.occupants.values().forEach(occupant -> all.add(occupant.deepCopy()));
    }
  }

  private ObjectNode post(String path, String event, String place) {
    ObjectNode payload = JSON.createObjectNode()
        .put("event_name", event)
        .put("room_name", name)
        .put("room_jid", name + "@conference.meet.example.com")
        .put("is_breakout", !place.equals(MAIN));
    if (!place.equals(MAIN)) {
      payload.put("breakout_room_id", place);
    }
    posts.add(new Post(path, payload));
    return payload;
  }

  /** Whether a connection is in one of the rooms. */
  public boolean isIn(String connection) {
    return rooms.values().stream().anyMatch(room -> room.active.contains(connection));
  }

  /** What was not taken yet, in its order. */
  public List<Post> take() {
    List<Post> taken = List.copyOf(posts);
    posts.clear();
    return taken;
  }

  /** Posts what was not taken yet. */
  public EventSync send() {
    take().forEach(post -> {
      Response answer = post(post);
      if (answer.statusCode() != 200) {
        throw new AssertionError(answer.statusCode() + " " + answer.asString() + " to " + post);
      }
    });
    return this;
  }

  public static Response post(Post post) {
    return post(post.path(), post.payload().toString());
  }

  public static Response post(String path, String body) {
    return post(Client.anonymous(), path, body);
  }

  /** @param client at the server to which to post */
  public static Response post(Client client, String path, String body) {
    return client.with("Authorization", "Bearer " + TOKEN)
        .request()
        .contentType("application/json")
        .body(body)
        .post(PREFIX + path);
  }
}
