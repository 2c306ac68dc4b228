package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

class BacklogTest {

  private final Backlog backlog = new Backlog();

  private static Item event(long id, UUID callId) {
    return new Item(id, "call", callId, "{}", List.of());
  }

  private List<Long> ids() {
    return backlog.takeAll().stream().map(Item::id).toList();
  }

  @Test
  void givesBackInOrder() {
    UUID call = UUID.randomUUID();
    assertTrue(backlog.isEmpty());
    for (long id = 1; id <= Backlog.BOUND; id++) {
      assertTrue(backlog.add(event(id, call)));
    }
    List<Long> ids = ids();
    assertEquals(Backlog.BOUND, ids.size());
    assertEquals(ids.stream().sorted().toList(), ids);
    assertTrue(backlog.isEmpty());
  }

  @Test
  void overTheBoundKeepsTheNewestViewOfEachCall() {
    UUID one = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    backlog.add(event(1, one));
    backlog.add(event(2, other));
    for (long id = 3; id <= Backlog.BOUND + 1; id++) {
      assertTrue(backlog.add(event(id, one)));
    }
    assertEquals(List.of(2L, Backlog.BOUND + 1L), ids());
  }

  @Test
  void aNoticeIsNoViewOfACall() {
    Item notice = Item.notice("session_ended", "{}");
    backlog.add(notice);
    backlog.add(notice);
    UUID call = UUID.randomUUID();
    for (long id = 3; id <= Backlog.BOUND + 1; id++) {
      backlog.add(event(id, call));
    }
    assertEquals(List.of(Item.NO_ID, Item.NO_ID, Backlog.BOUND + 1L), ids());
  }

  @Test
  void isFullWhenThatManyCallsAreWaiting() {
    for (long id = 1; id <= Backlog.BOUND; id++) {
      assertTrue(backlog.add(event(id, UUID.randomUUID())));
    }
    assertFalse(backlog.add(event(Backlog.BOUND + 1L, UUID.randomUUID())));
  }

  @Test
  void isBoundedWhateverIsAdded() {
    UUID call = UUID.randomUUID();
    for (long id = 1; id <= 5_000; id++) {
      backlog.add(event(id, call));
    }
    assertTrue(ids().size() <= Backlog.BOUND);
  }
}
