package org.zulipcalls.call;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A call as one of its two users sees it, with the fields and their order of spec/api.md, "The user, the call". The
 * second half says the same under the names that the mobile client reads.
 *
 * @param callUrl         the reader's own link: only the initiator's carries a moderator's rights
 * @param ringMsLeft      milliseconds that an unanswered call still rings, else null
 * @param durationSeconds null unless the call was answered and is over
 * @param timestamp       seconds since 1970 of {@code createdAt}
 */
// Jackson writes its components in the native executable, too.
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
public record CallView(UUID callId, CallType callType, CallState state, EndReason endReason, String callUrl,
    String roomName, Instant createdAt, Instant startedAt, Instant endedAt, Long durationSeconds, Long ringMsLeft,
    User initiator, User recipient, boolean wasInitiator, User otherUser, long version,

    String jitsiUrl, String status, long timestamp, Long duration, long callerId, long recipientId,
    String callerDisplayName, String callerAvatarUrl, String callerHandle, long senderId, String senderName,
    long receiverId, String receiverName, @JsonProperty("is_outgoing") boolean outgoing) {

  /** The view of the user with this id, who must be one of the two. */
  static CallView of(Call call, long readerId, Rooms rooms, Instant now) {
    boolean initiates = call.isInitiator(readerId);
    String url = initiates ? rooms.moderatorUrl(call) : rooms.participantUrl(call);
    Duration duration = call.duration();
    Long seconds = duration == null ? null : duration.toSeconds();
    return new CallView(call.callId, call.callType, call.state, call.endReason, url, call.jitsiRoomName,
        millis(call.createdAt), millis(call.startedAt), millis(call.endedAt), seconds, ringMillisLeft(call, now),
        call.initiator, call.recipient, initiates, initiates ? call.recipient : call.initiator, call.version,

        url, call.state.mobileStatus(), call.createdAt.getEpochSecond(), seconds, call.initiator.userId(),
        call.recipient.userId(), call.initiator.fullName(), call.initiator.avatarUrl(), call.initiator.email(),
        call.initiator.userId(), call.initiator.fullName(), call.recipient.userId(), call.recipient.fullName(),
        initiates);
  }

  /** Milliseconds that an unanswered call still rings; null for any other. */
  static Long ringMillisLeft(Call call, Instant now) {
    return call.state.isUnanswered() ? Math.max(0, Duration.between(now, call.ringUntil).toMillis()) : null;
  }

  private static Instant millis(Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.MILLIS);
  }
}
