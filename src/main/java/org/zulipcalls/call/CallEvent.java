package org.zulipcalls.call;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.vertx.core.json.JsonObject;

/** One thing that happened to a call (the document's CallEvent model); written with the change that it tells. */
@Entity
@Immutable
@Table(name = "call_event")
public class CallEvent extends PanacheEntityBase {

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
}
