package org.zulipcalls.call;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;

/** One thing that happened to a call (the document's CallEvent model); written with the change that it tells. */
@Entity
@Immutable
@Table(name = "call_event")
public class CallEvent extends PanacheEntityBase {

  /** Events in one answer. */
  static final int MOST = 1_000;

  @Id
  public Long id;

  @Column(name = "call_id")
  public UUID callId;

  @Enumerated(EnumType.STRING)
  @Column(name = "event_type")
  public CallEventType eventType;

  /** Who did it; null: the service itself. */
  @Column(name = "user_id")
  public Long userId;

  public Instant timestamp;

  public JsonObject metadata;

  /** What happened to a call, in its order; of a very long log the newest {@value #MOST}. */
  static Uni<List<CallEvent>> of(UUID callId) {
    return Panache.withSession(() -> CallEvent.<CallEvent>find("callId = ?1 order by id desc", callId)
        .range(0, MOST - 1)
        .list()).map(newestFirst -> {
          List<CallEvent> events = new ArrayList<>(newestFirst);
          Collections.reverse(events);
          return events;
        });
  }

  /** What happened to a call behind this event, in its order; one more than {@value #MOST} where there are more. */
  static Uni<List<CallEvent>> after(UUID callId, long id) {
    return Panache.withSession(() -> CallEvent.<CallEvent>find("callId = ?1 and id > ?2 order by id", callId, id)
        .range(0, MOST)
        .list());
  }
}
