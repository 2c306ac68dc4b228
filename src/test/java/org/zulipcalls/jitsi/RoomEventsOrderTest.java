package org.zulipcalls.jitsi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.testing.AtOnce;
import org.zulipcalls.testing.EventSync;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.junit.QuarkusTest;

/** Events that come late, twice, in any order and at once lead to where they would lead in order. */
@QuarkusTest
class RoomEventsOrderTest extends ServiceTest {

  private static final long SEED = 20260102;
  private static final int STORIES = 15;
  private static final List<String> PLACES = List.of(EventSync.MAIN, "one", "two");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** One of the two on the way through the rooms. */
  private static final class Guest {

    private final StandInUser user;
    private String connection = EventSync.connection();
    private String place;

    Guest(StandInUser user) {
      this.user = user;
    }

    /** In or out, from room to room, or in anew by another connection. */
    void step(EventSync room, Random random, boolean mayLeave) {
      if (place == null) {
        connection = EventSync.connection();
        place = EventSync.MAIN;
        room.join(connection, user.userId(), place);
      } else if (mayLeave && random.nextInt(3) == 0) {
        room.leave(connection, place);
        place = null;
      } else {
        String next = PLACES.get((PLACES.indexOf(place) + 1 + random.nextInt(2)) % PLACES.size());
        room.move(connection, user.userId(), place, next);
        place = next;
      }
    }
  }

  /** A call, where its two ended up, and what was told of the way. */
  private record Story(UUID callId, Guest one, Guest other, List<EventSync.Post> posts) {

    /** Who is in the room in the end, and what is told of the way there. */
    List<Long> present() {
      return List.of(one, other)
          .stream()
          .filter(guest -> guest.place != null)
          .map(guest -> (long) guest.user.userId())
          .sorted()
          .toList();
    }
  }

  private Story story(Random random) {
    Guest one = new Guest(newUser("one"));
    Guest other = new Guest(newUser("other"));
    String callId = answeredCall(one.user, other.user);
    EventSync room = new EventSync(
        database.value(String.class, "SELECT jitsi_room_name FROM call WHERE call_id = ?", UUID.fromString(callId)));
    one.step(room, random, false);
    for (int i = 4 + random.nextInt(8); i > 0; i--) {
      boolean first = random.nextBoolean();
      (first ? one : other).step(room, random, (first ? other : one).place != null);
    }
    return new Story(UUID.fromString(callId), one, other, room.take());
  }

  /** Each at least once, in any order. */
  private static List<EventSync.Post> mixed(List<EventSync.Post> posts, Random random) {
    List<EventSync.Post> mixed = new ArrayList<>(posts);
    posts.stream().filter(post -> random.nextInt(3) == 0).forEach(mixed::add);
    Collections.shuffle(mixed, random);
    return mixed;
  }

  @Test
  void anyOrderLeadsToTheSameEnd() {
    System.out.println("The seed of the stories is " + SEED);
    Random random = new Random(SEED);
    List<Story> stories = IntStream.range(0, STORIES).mapToObj(i -> story(random)).toList();
    for (Story story : stories) {
      List<EventSync.Post> mixed = mixed(story.posts, random);
      AtOnce.run(4, n -> {
        for (int i = n; i < mixed.size(); i += 4) {
          assertEquals(200, EventSync.post(mixed.get(i)).statusCode());
        }
        return null;
      });
    }
    for (Story story : stories) {
      await().atMost(PATIENCE).until(() -> database.count("""
          SELECT count(*) FROM call WHERE call_id = ? AND leave_until IS NULL""", story.callId) == 1);
      check(story);
    }
  }

  private void check(Story story) {
    String name = story.posts.toString();
    assertEquals("active", stateOf(story.callId.toString()), name);
    assertEquals(0, database.count("SELECT count(*) FROM call WHERE call_id = ? AND empty_until IS NOT NULL",
        story.callId));
    assertEquals(story.present(), users("""
        SELECT DISTINCT user_id FROM call_presence
        WHERE call_id = ? AND left_at IS NULL AND occupant_jid <> '' ORDER BY user_id""", story), name);
    assertEquals(stays(story), database.count("SELECT count(*) FROM call_presence WHERE call_id = ?", story.callId));
    List<Long> logged = new ArrayList<>();
    for (Guest guest : List.of(story.one, story.other)) {
      List<String> log = database.texts("""
          SELECT event_type FROM call_event WHERE call_id = ? AND user_id = ? AND event_type LIKE 'participant%'
          ORDER BY id""", story.callId, guest.user.userId());
      for (int i = 0; i < log.size(); i++) {
        assertEquals(i % 2 == 0 ? "participant_joined" : "participant_left", log.get(i), name);
      }
      if (log.size() % 2 == 1) {
        logged.add((long) guest.user.userId());
      }
    }
    assertEquals(story.present(), logged, name);
  }

  /** Every joining and every room makes one row, however often it is told. */
  private static long stays(Story story) {
    return story.posts.stream()
        .filter(post -> post.path().equals("/occupant/joined") || post.path().equals("/room/created"))
        .count();
  }

  private List<Long> users(String sql, Story story) {
    return database.rows(sql, story.callId).stream().map(row -> (Long) row.get("user_id")).toList();
  }
}
