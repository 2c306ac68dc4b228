package org.zulipcalls.jitsi;

import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

import jakarta.inject.Singleton;

import org.zulipcalls.call.RoomStay;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.JsonObjects;

import com.fasterxml.jackson.databind.JsonNode;

/** Takes the component's JSON apart. What is not as the component sends it is 400 {@code BAD_REQUEST}. */
@Singleton
class RoomEventReader {

  private static final int LONGEST_TEXT = 1_000;
  /** The end of the year 9999; what counts milliseconds is beyond it. */
  private static final double LATEST = 253_402_300_799.0;

  private final JsonObjects json;

  RoomEventReader(JsonObjects json) {
    this.json = json;
  }

  RoomEvent read(RoomEvent.Kind kind, String body) {
    JsonNode event = json.read(body);
    String room = withoutTenant(text(event, "room_name"));
    String place = flag(event, "is_breakout") ? text(event, "breakout_room_id") : RoomStay.MAIN;
    return switch (kind) {
      case ROOM_CREATED -> new RoomEvent(room, room(place, event, null), List.of());
      case ROOM_DESTROYED -> {
        Instant end = time(event, "destroyed_at");
        yield new RoomEvent(room, room(place, event, end), occupants(event.path("all_occupants"), place, end));
      }
      case OCCUPANT_JOINED -> new RoomEvent(room, occupant(event.path("occupant"), place, null), List.of());
      case OCCUPANT_LEFT -> {
        JsonNode occupant = event.path("occupant");
        yield new RoomEvent(room, occupant(occupant, place, time(occupant, "left_at")), List.of());
      }
    };
  }

  private static RoomStay room(String place, JsonNode event, Instant end) {
    return new RoomStay(place, RoomStay.ROOM, null, time(event, "created_at"), end);
  }

  private static List<RoomStay> occupants(JsonNode all, String place, Instant end) {
    // Lua knows no difference between an empty list and an empty object.
    if (all.isMissingNode() || all.isNull() || all.isObject() && all.isEmpty()) {
      return List.of();
    }
    if (!all.isArray()) {
      throw ApiException.badRequest("all_occupants is not a list");
    }
    return StreamSupport.stream(all.spliterator(), false)
        .map(occupant -> occupant(occupant, place, has(occupant, "left_at") ? time(occupant, "left_at") : end))
        .toList();
  }

  private static RoomStay occupant(JsonNode occupant, String place, Instant leftAt) {
    if (!occupant.isObject()) {
      throw ApiException.badRequest("occupant is not an object");
    }
    return new RoomStay(place, text(occupant, "occupant_jid"), userId(occupant.path("id")), time(occupant, "joined_at"),
        leftAt);
  }

  /** The id of our token's {@code context.user}; a server may have ids of its own, which say nothing to us. */
  private static Long userId(JsonNode id) {
    if (id.isContainerNode() || id.isBoolean()) {
      throw ApiException.badRequest("id is not a string");
    }
    return id.asText("").matches("\\d{1,18}") ? Long.valueOf(id.asText()) : null;
  }

  /** A server with tenants puts the tenant in front: {@code [tenant]room}. */
  private static String withoutTenant(String room) {
    return room.replaceFirst("^\\[[^\\]]*]", "");
  }

  private static boolean has(JsonNode object, String name) {
    return !object.path(name).isMissingNode() && !object.path(name).isNull();
  }

  /** PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair. */
  private static String text(JsonNode object, String name) {
    JsonNode value = object.path(name);
    boolean fits = value.isTextual() && !value.textValue().isEmpty() && value.textValue().length() <= LONGEST_TEXT
        && value.textValue().codePoints().noneMatch(point -> point == 0 || point >= 0xD800 && point <= 0xDFFF);
    if (!fits) {
      throw ApiException.badRequest(name + " is not a text of 1 to " + LONGEST_TEXT + " characters");
    }
    return value.textValue();
  }

  private static boolean flag(JsonNode object, String name) {
    if (has(object, name) && !object.path(name).isBoolean()) {
      throw ApiException.badRequest(name + " is not a boolean");
    }
    return object.path(name).asBoolean();
  }

  /** Lua's numbers may have a fraction; the component's times are whole seconds. */
  private static Instant time(JsonNode object, String name) {
    double seconds = object.path(name).isNumber() ? object.path(name).doubleValue() : -1;
    if (!(seconds >= 0 && seconds <= LATEST)) {
      throw ApiException.badRequest(name + " is not a time in Unix seconds");
    }
    return Instant.ofEpochSecond((long) seconds);
  }
}
