package org.zulipcalls.feed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a stream has yet to tell. A reader who falls behind by more than the bound loses the older views of a call that
 * has a newer one here; one who is behind on that many calls is cut off, and comes back for the rest.
 */
final class Backlog {

  static final int BOUND = 256;

  private final Deque<Item> items = new ArrayDeque<>();

  /** False when the reader is too far behind. */
  boolean add(Item item) {
    items.add(item);
    if (items.size() > BOUND) {
      keepNewest();
    }
    return items.size() <= BOUND;
  }

  /** Everything in order; it is empty then. */
  List<Item> takeAll() {
    List<Item> all = List.copyOf(items);
    items.clear();
    return all;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  private void keepNewest() {
    List<Item> newest = new ArrayList<>();
    Set<UUID> seen = new HashSet<>();
    for (Iterator<Item> backwards = items.descendingIterator(); backwards.hasNext();) {
      Item item = backwards.next();
      if (item.callId() == null || seen.add(item.callId())) {
        newest.add(item);
      }
    }
    Collections.reverse(newest);
    items.clear();
    items.addAll(newest);
  }
}
