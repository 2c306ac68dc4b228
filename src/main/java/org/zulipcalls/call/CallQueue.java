package org.zulipcalls.call;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.reactive.mutiny.Mutiny;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/** The callers who wait for somebody in another call. */
@ApplicationScoped
class CallQueue {

  private static final long PATIENCE_MILLIS = 5 * 60 * 1000;
  /** How long a place outlives the last word of whoever keeps it; browsers wake a hidden tab once a minute. */
  private static final long KEPT_MILLIS = 90 * 1000;

  private static final String COLUMNS = """
      queue_id, realm, call_type, initiator_id, recipient_id, recipient_name, recipient_email, recipient_avatar_url,
      created_at, expires_at""";

  /** Who was there before, and themselves. */
  private static final String POSITION = """
      1 + (SELECT count(*) FROM call_queue line
        WHERE line.realm = entry.realm AND line.recipient_id = entry.recipient_id
          AND (line.created_at, line.queue_id) < (entry.created_at, entry.queue_id)) AS position""";

  /** Who waits already has the place still, kept by nobody yet. */
  static final String ADD = """
      WITH entry AS (
      INSERT INTO call_queue (queue_id, realm, call_type, initiator_id, initiator_name, initiator_email,
        initiator_avatar_url, recipient_id, recipient_name, recipient_email, recipient_avatar_url,
        jitsi_room_name, jitsi_room_url, invite_message_id, invited, idempotency_key, expires_at)
      VALUES (:queueId, :realm, :type, :initiatorId, :initiatorName, :initiatorEmail,
        CAST(:initiatorAvatar AS text), :recipientId, :recipientName, :recipientEmail, CAST(:recipientAvatar AS text),
        :roomName, :roomUrl, CAST(:messageId AS bigint), :invited, CAST(:key AS text),
        now() + CAST(:patienceMillis AS bigint) * interval '1 millisecond')
      ON CONFLICT (realm, recipient_id, initiator_id) DO UPDATE SET expires_at = excluded.expires_at, kept_until = NULL
      RETURNING *)
      SELECT\s""" + COLUMNS + ", " + POSITION + " FROM entry";

  static final String INVITED = """
      UPDATE call_queue SET invited = true, invite_message_id = CAST(:messageId AS bigint) WHERE queue_id = :queueId""";

  static final String OF_INITIATOR = "SELECT " + COLUMNS + ", " + POSITION + """
       FROM call_queue entry
      WHERE realm = :realm AND initiator_id = :userId AND expires_at > now()
      ORDER BY created_at, queue_id""";

  /** Keeps the places named, but for those that were kept seconds ago. Answers the caller's places in any case. */
  static final String KEEP = """
      WITH kept AS (
        UPDATE call_queue SET kept_until = now() + CAST(:keptMillis AS bigint) * interval '1 millisecond'
        WHERE queue_id = ANY (CAST(CAST(:queueIds AS text) AS uuid[])) AND realm = :realm AND initiator_id = :userId
          AND coalesce(kept_until, now()) < now() + CAST(:keptMillis AS bigint) * interval '1 millisecond' * 29 / 30)
      """ + OF_INITIATOR;

  static final String REMOVE = """
      DELETE FROM call_queue WHERE queue_id = :queueId AND realm = :realm AND initiator_id = :userId""";

  /**
   * Who kept a place and does so no more has gone without a word. Whose invitation is not out by now has been left alone by a
   * replica that died; whoever asks again gets another place. And two who have a call between them need not wait for each other
   * ({@code OFFSET 0} looks them up place by place).
   */
  static final String EXPIRE = """
      DELETE FROM call_queue WHERE queue_id IN (
        SELECT queue_id FROM call_queue
        WHERE least(expires_at, kept_until) <= now() OR NOT invited AND created_at < now() - interval '30 seconds'
        UNION ALL
        SELECT queue_id FROM call_queue entry CROSS JOIN LATERAL (
          SELECT FROM call
          WHERE realm = entry.realm AND state IN ('initiated', 'ringing', 'active')
            AND least(initiator_id, recipient_id) = least(entry.initiator_id, entry.recipient_id)
            AND greatest(initiator_id, recipient_id) = greatest(entry.initiator_id, entry.recipient_id) OFFSET 0) AS open)""";

  /**
   * The caller's place in the recipient's line: a new one with the id of the call that is to be, or the one that they had.
   *
   * @param invited whether it may become a call yet
   */
  Uni<QueueEntry> add(NewCall wanted, boolean invited) {
    Map<String, Object> parameters = NewCallParameters.of(wanted);
    parameters.put("queueId", wanted.callId());
    parameters.put("invited", invited);
    parameters.put("key", wanted.idempotencyKey());
    parameters.put("patienceMillis", PATIENCE_MILLIS);
    return Panache.withTransaction(() -> Panache.getSession().chain(session -> {
      Mutiny.SelectionQuery<QueueEntry> query = session.createNativeQuery(ADD, QueueEntry.class);
      parameters.forEach(query::setParameter);
      return query.getSingleResult();
    }));
  }

  /**
   * Lets the place become a call.
   *
   * @param messageId the invitation's; null where it is not known
   */
  Uni<Void> invited(UUID queueId, Long messageId) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("queueId", queueId);
    parameters.put("messageId", messageId);
    return write(INVITED, parameters).replaceWithVoid();
  }

  /** For whom the caller waits, the longest first. */
  Uni<List<QueueEntry>> of(Requester requester) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(OF_INITIATOR, QueueEntry.class)
            .setParameter("realm", requester.realm())
            .setParameter("userId", requester.userId())
            .getResultList()));
  }

  /** As {@link #of}; these places are lost when they have been kept and are not kept again for 90 seconds. */
  Uni<List<QueueEntry>> keep(List<UUID> queueIds, Requester requester) {
    return Panache.withTransaction(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(KEEP, QueueEntry.class)
            .setParameter("queueIds", queueIds.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")))
            .setParameter("keptMillis", KEPT_MILLIS)
            .setParameter("realm", requester.realm())
            .setParameter("userId", requester.userId())
            .getResultList()));
  }

  /** Whether the caller waited there. */
  Uni<Boolean> remove(UUID queueId, Requester requester) {
    return write(REMOVE, Map.of("queueId", queueId, "realm", requester.realm(), "userId", requester.userId()))
        .map(rows -> rows > 0);
  }

  /** Forgets who has waited too long, and who would wait in vain. */
  Uni<Integer> expire() {
    return write(EXPIRE, Map.of());
  }

  private static Uni<Integer> write(String sql, Map<String, Object> parameters) {
    return Panache.withTransaction(() -> Panache.getSession().chain(session -> {
      Mutiny.MutationQuery query = session.createNativeQuery(sql);
      parameters.forEach(query::setParameter);
      return query.executeUpdate();
    }));
  }
}
