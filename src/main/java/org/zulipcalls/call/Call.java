package org.zulipcalls.call;

import java.time.Duration;
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

/**
 * A call as the database holds it (the document's Call model). Hibernate only reads it: each change is a statement of
 * {@link CallStore}, which writes its event with it.
 */
@Entity
@Immutable
@Table(name = "call")
public class Call extends PanacheEntityBase {

  @Id
  @Column(name = "call_id")
  public UUID callId;

  /** Zulip's canonical realm URL. */
  public String realm;

  @Enumerated(EnumType.STRING)
  @Column(name = "call_type")
  public CallType callType;

  @Enumerated(EnumType.STRING)
  public CallState state;

  /** Null while the call is open. */
  @Enumerated(EnumType.STRING)
  @Column(name = "end_reason")
  public EndReason endReason;

  /** Who ended it; null while it is open, and when the service did. */
  @Column(name = "ended_by")
  public Long endedBy;

  @AttributeOverride(name = "userId", column = @Column(name = "initiator_id"))
  @AttributeOverride(name = "fullName", column = @Column(name = "initiator_name"))
  @AttributeOverride(name = "email", column = @Column(name = "initiator_email"))
  @AttributeOverride(name = "avatarUrl", column = @Column(name = "initiator_avatar_url"))
  public User initiator;

  @AttributeOverride(name = "userId", column = @Column(name = "recipient_id"))
  @AttributeOverride(name = "fullName", column = @Column(name = "recipient_name"))
  @AttributeOverride(name = "email", column = @Column(name = "recipient_email"))
  @AttributeOverride(name = "avatarUrl", column = @Column(name = "recipient_avatar_url"))
  public User recipient;

  @Column(name = "jitsi_room_name")
  public String jitsiRoomName;

  /** Without parameters. */
  @Column(name = "jitsi_room_url")
  public String jitsiRoomUrl;

  @Column(name = "created_at")
  public Instant createdAt;

  @Column(name = "started_at")
  public Instant startedAt;

  @Column(name = "ended_at")
  public Instant endedAt;

  /** Grows by one with every change. */
  public long version;

  @Column(name = "ring_until")
  public Instant ringUntil;

  @Column(name = "active_until")
  public Instant activeUntil;

  @Column(name = "contact_until")
  public Instant contactUntil;

  /** The room is empty: then the call is ended. */
  @Column(name = "empty_until")
  public Instant emptyUntil;

  /** Somebody has left the room: then it is told, unless they are back. */
  @Column(name = "leave_until")
  public Instant leaveUntil;

  /** The message in Zulip with which the initiator invited; null when there is none. */
  @Column(name = "invite_message_id")
  public Long inviteMessageId;

  public boolean isInitiator(long userId) {
    return initiator.userId() == userId;
  }

  public boolean isRecipient(long userId) {
    return recipient.userId() == userId;
  }

  /** How long the two talked; null unless the call was answered and is over. */
  public Duration duration() {
    return startedAt == null || endedAt == null ? null : Duration.between(startedAt, endedAt);
  }
}
