package org.zulipcalls.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

class ItemTest {

  @Test
  void anEventHasIdNameAndData() {
    Item item = new Item(7, "call", UUID.randomUUID(), "{\"op\":\"created\"}", List.of());
    assertEquals("id: 7\nevent: call\ndata: {\"op\":\"created\"}\n\n", item.asServerSentEvent(false));
    assertTrue(item.isTold());
  }

  @Test
  void theSnapshotAlsoTellsHowSoonToComeBack() {
    Item item = Item.snapshot(0, "{}", List.of());
    assertEquals("retry: 1000\nid: 0\nevent: snapshot\ndata: {}\n\n", item.asServerSentEvent(false));
    assertTrue(item.isTold());
  }

  @Test
  void aNoticeLeavesTheClientsIdAlone() {
    Item item = Item.notice("session_ended", "{}");
    assertEquals("event: session_ended\ndata: {}\n\n", item.asServerSentEvent(false));
    assertTrue(item.isTold());
  }

  @Test
  void aSignOfLifeIsACommentAndForScriptsAnEventWithoutAnIdToo() {
    assertEquals(":\n\n", Item.COMMENT.asServerSentEvent(false));
    assertEquals(":\n\nevent: alive\ndata: {\"type\":\"alive\"}\n\n", Item.COMMENT.asServerSentEvent(true));
    assertFalse(Item.COMMENT.isTold());
  }

  @Test
  void aRetryIsNoEvent() {
    assertEquals("retry: 2345\n\n", Item.retry(2345).asServerSentEvent(false));
    assertFalse(Item.retry(2345).isTold());
  }
}
