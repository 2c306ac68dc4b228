package org.zulipcalls.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The messages, in the order of their ids. */
final class Messages {
  private static final int MAX_LENGTH = 10_000;
  private static final String TRUNCATED = "\n[message truncated]";

  private final List<StandInMessage> messages = new ArrayList<>();
  private int lastId = 1000;

  synchronized StandInMessage add(int senderId, Set<Integer> recipientIds, String content) {
    StandInMessage message = new StandInMessage(++lastId, senderId, List.copyOf(new TreeSet<>(recipientIds)),
        truncate(content), Instant.now(), false);
    messages.add(message);
    return message;
  }

  synchronized Optional<StandInMessage> byId(int id) {
    return messages.stream().filter(message -> message.id() == id).findFirst();
  }

  synchronized void edit(int id, String content) {
    messages.replaceAll(message -> message.id() == id ? message.edit(truncate(content)) : message);
  }

  /** Makes all messages older, for tests of the time limit on editing. */
  synchronized void age(Duration by) {
    messages.replaceAll(message -> new StandInMessage(message.id(), message.senderId(), message.recipientIds(),
        message.content(), message.sentAt().minus(by), message.edited()));
  }

  synchronized boolean exchanged(Set<Integer> participants) {
    return !between(participants).isEmpty();
  }

  synchronized List<StandInMessage> between(Set<Integer> participants) {
    return messages.stream().filter(message -> participants.equals(participants(message))).toList();
  }

  synchronized List<StandInMessage> all() {
    return List.copyOf(messages);
  }

  synchronized void clear() {
    messages.clear();
  }

  /** Longer content is cut, not refused ({@code normalize_body}). */
  private static String truncate(String content) {
    String stripped = content.stripTrailing();
    return stripped.length() <= MAX_LENGTH
        ? stripped
        : stripped.substring(0, MAX_LENGTH - TRUNCATED.length()) + TRUNCATED;
  }

  private static Set<Integer> participants(StandInMessage message) {
    Set<Integer> participants = new TreeSet<>(message.recipientIds());
    participants.add(message.senderId());
    return participants;
  }
}
