package org.zulipcalls.call;

import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.hibernate.reactive.mutiny.Mutiny;
import org.zulipcalls.support.CallsConfig;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/** The callers who wait for somebody in another call. */
@ApplicationScoped
class CallQueue {

  private static final long PATIENCE_MILLIS = 5 * 60 * 1000;

  private static final String COLUMNS = """
      queue_id, realm, call_type, initiator_id, recipient_id, recipient_name, recipient_email, recipient_avatar_url,
      created_at, expires_at""";

  /** Who was there before, themselves included. */
  private static final String POSITION = """
      (SELECT count(*) FROM call_queue line WHERE line.realm = entry.realm AND line.recipient_id = entry.recipient_id
        AND (line.created_at, line.queue_id) <= (entry.created_at, entry.queue_id)) AS position""";

  /** Who waits already keeps the place. */
  static final String ADD = """
      INSERT INTO call_queue (queue_id, realm, call_type, initiator_id, initiator_name, initiator_email,
        initiator_avatar_url, recipient_id, recipient_name, recipient_email, recipient_avatar_url,
        jitsi_room_name, jitsi_room_url, invite_message_id, expires_at)
      VALUES (:queueId, :realm, :type, :initiatorId, :initiatorName, :initiatorEmail,
        CAST(:initiatorAvatar AS text), :recipientId, :recipientName, :recipientEmail, CAST(:recipientAvatar AS text),
        :roomName, :roomUrl, CAST(:messageId AS bigint),
        now() + CAST(:patienceMillis AS bigint) * interval '1 millisecond')
      ON CONFLICT (realm, recipient_id, initiator_id) DO UPDATE SET expires_at = excluded.expires_at""";

  static final String OF_INITIATOR = "SELECT " + COLUMNS + ", " + POSITION + """
       FROM call_queue entry
      WHERE realm = :realm AND initiator_id = :userId AND expires_at > now()
      ORDER BY created_at, queue_id""";

  static final String REMOVE = """
      DELETE FROM call_queue WHERE queue_id = :queueId AND realm = :realm AND initiator_id = :userId""";

  static final String EXPIRE = "DELETE FROM call_queue WHERE expires_at <= now()";

  /** The first who waits for somebody free, and whom nothing else hinders, calls. */
  static final String RING_NEXT = """
      WITH next AS (
        SELECT * FROM call_queue entry
        WHERE expires_at > now() AND NOT EXISTS (
          SELECT 1 FROM call WHERE realm = entry.realm AND state IN ('initiated', 'ringing', 'active')
            AND (initiator_id = entry.recipient_id OR recipient_id = entry.recipient_id))
        ORDER BY created_at, queue_id
        LIMIT 1
        FOR UPDATE SKIP LOCKED
      ), created AS (
        INSERT INTO call (call_id, realm, call_type, state, initiator_id, initiator_name, initiator_email,
          initiator_avatar_url, recipient_id, recipient_name, recipient_email, recipient_avatar_url,
          jitsi_room_name, jitsi_room_url, invite_message_id, ring_until)
        SELECT queue_id, realm, call_type, 'initiated', initiator_id, initiator_name, initiator_email,
          initiator_avatar_url, recipient_id, recipient_name, recipient_email, recipient_avatar_url,
          jitsi_room_name, jitsi_room_url, invite_message_id,
          now() + CAST(:ringMillis AS bigint) * interval '1 millisecond'
        FROM next
        ON CONFLICT DO NOTHING
        RETURNING *
      ), gone AS (
        DELETE FROM call_queue USING created WHERE queue_id = created.call_id
      ), logged AS (
        INSERT INTO call_event (call_id, event_type, user_id, metadata)
        SELECT call_id, 'initiated', initiator_id, '{"queued": true}' FROM created
      )
      SELECT %s FROM created""".formatted(CallStore.COLUMNS);

  private final CallsConfig config;
  private final Event<CallChanged> changes;

  CallQueue(CallsConfig config, Event<CallChanged> changes) {
    this.config = config;
    this.changes = changes;
  }

  /** The caller's place in the recipient's line. */
  Uni<QueueEntry> add(NewCall wanted) {
    Caller caller = wanted.caller();
    return write(ADD, query -> NewCallParameters.bind(query, wanted)
        .setParameter("queueId", wanted.callId())
        .setParameter("patienceMillis", PATIENCE_MILLIS)).chain(() -> of(caller))
        .map(entries -> entries.stream()
            .filter(entry -> entry.recipient.userId() == wanted.recipient().userId())
            .findFirst()
            .orElseThrow());
  }

  /** For whom the caller waits, the longest first. */
  Uni<List<QueueEntry>> of(Caller caller) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(OF_INITIATOR, QueueEntry.class)
            .setParameter("realm", caller.realm())
            .setParameter("userId", caller.userId())
            .getResultList()));
  }

  /** Whether the caller waited there. */
  Uni<Boolean> remove(UUID queueId, Caller caller) {
    return write(REMOVE,
        query -> query.setParameter("queueId", queueId)
            .setParameter("realm", caller.realm())
            .setParameter("userId", caller.userId()))
        .map(rows -> rows > 0);
  }

  /** Forgets who has waited too long. */
  Uni<Integer> expire() {
    return write(EXPIRE, query -> query);
  }

  /** The call of the next who waited; null when nobody can be rung now. */
  Uni<Call> ringNext() {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(RING_NEXT, Call.class)
            .setParameter("ringMillis", config.ringTimeout().toMillis())
            .getSingleResultOrNull()))
        .invoke(call -> {
          if (call != null) {
            changes.fire(new CallChanged(call.callId));
          }
        });
  }

  private static Uni<Integer> write(String sql, UnaryOperator<Mutiny.MutationQuery> parameters) {
    return Panache.withTransaction(() -> Panache.getSession()
        .chain(session -> parameters.apply(session.createNativeQuery(sql)).executeUpdate()));
  }
}
