package org.zulipcalls.call;

import java.time.Instant;
import java.util.UUID;

import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.Immutable;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;

/** Somebody who waits for somebody in another call; becomes a call of the same id. Hibernate only reads it. */
@Entity
@Immutable
@Table(name = "call_queue")
public class QueueEntry extends PanacheEntityBase {

  @Id
  @Column(name = "queue_id")
  public UUID queueId;

  public String realm;

  @Enumerated(EnumType.STRING)
  @Column(name = "call_type")
  public CallType callType;

  @Column(name = "initiator_id")
  public long initiatorId;

  @AttributeOverride(name = "userId", column = @Column(name = "recipient_id"))
  @AttributeOverride(name = "fullName", column = @Column(name = "recipient_name"))
  @AttributeOverride(name = "email", column = @Column(name = "recipient_email"))
  @AttributeOverride(name = "avatarUrl", column = @Column(name = "recipient_avatar_url"))
  public User recipient;

  @Column(name = "created_at")
  public Instant createdAt;

  @Column(name = "expires_at")
  public Instant expiresAt;

  /** 1 for whoever is next. */
  public long position;
}
