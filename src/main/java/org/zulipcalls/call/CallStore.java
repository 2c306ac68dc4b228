package org.zulipcalls.call;

import static org.zulipcalls.call.CallRow.COLUMNS;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;

import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.SqlStatement;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/**
 * The only place that adds a call or changes its state; signs of life are written by {@link Heartbeats}. What changes a call
 * also logs the event, in the same statement, so the two are one transaction and one round trip; and a change of the state
 * is a compare-and-set, so PostgreSQL arbitrates every race.
 */
@ApplicationScoped
class CallStore {

  /**
   * Adds a call unless one is open between the two, its key is used, its initiator has started too many, or its recipient
   * talks.
   */
  static final String INSERT = """
      WITH created AS (
        INSERT INTO call (call_id, realm, call_type, state, idempotency_key,
          initiator_id, initiator_name, initiator_email, initiator_avatar_url,
          recipient_id, recipient_name, recipient_email, recipient_avatar_url,
          jitsi_room_name, jitsi_room_url, invite_message_id, ring_until)
        SELECT :callId, :realm, :type, 'initiated', CAST(:key AS text),
          :initiatorId, :initiatorName, :initiatorEmail, CAST(:initiatorAvatar AS text),
          :recipientId, :recipientName, :recipientEmail, CAST(:recipientAvatar AS text),
          :roomName, :roomUrl, CAST(:messageId AS bigint), now() + CAST(:ringMillis AS bigint) * interval '1 millisecond'
        WHERE %s
          AND NOT EXISTS (
            SELECT 1 FROM call WHERE realm = :realm AND state = 'active' AND initiator_id = :recipientId)
          AND NOT EXISTS (
            SELECT 1 FROM call WHERE realm = :realm AND state = 'active' AND recipient_id = :recipientId)
        ON CONFLICT DO NOTHING
        RETURNING *
      ), logged AS (
        INSERT INTO call_event (call_id, event_type, user_id) SELECT call_id, 'initiated', initiator_id FROM created
      )
      SELECT %s FROM created"""
      .formatted(CallLimits.MAY_START, COLUMNS);

  /**
   * Makes a call of the first place in the queue whose recipient is free. Whoever is behind another in the recipient's line is
   * left alone until that one is gone: another replica may be about to ring for them.
   */
  static final String INSERT_NEXT = """
      WITH next AS (
        SELECT * FROM call_queue entry
        WHERE expires_at > now() AND invited
          AND NOT EXISTS (
            SELECT 1 FROM call WHERE realm = entry.realm AND state IN ('initiated', 'ringing', 'active')
              AND initiator_id = entry.recipient_id)
          AND NOT EXISTS (
            SELECT 1 FROM call WHERE realm = entry.realm AND state IN ('initiated', 'ringing', 'active')
              AND recipient_id = entry.recipient_id)
          AND NOT EXISTS (
            SELECT 1 FROM call_queue ahead
            WHERE realm = entry.realm AND recipient_id = entry.recipient_id AND invited
              AND (ahead.created_at, ahead.queue_id) < (entry.created_at, entry.queue_id))
        ORDER BY created_at, queue_id
        LIMIT 1
        FOR UPDATE SKIP LOCKED
      ), created AS (
        INSERT INTO call (call_id, realm, call_type, state, initiator_id, initiator_name, initiator_email,
          initiator_avatar_url, recipient_id, recipient_name, recipient_email, recipient_avatar_url,
          jitsi_room_name, jitsi_room_url, invite_message_id, ring_until, idempotency_key)
        SELECT queue_id, realm, call_type, 'initiated', initiator_id, initiator_name, initiator_email,
          initiator_avatar_url, recipient_id, recipient_name, recipient_email, recipient_avatar_url,
          jitsi_room_name, jitsi_room_url, invite_message_id,
          now() + CAST(:ringMillis AS bigint) * interval '1 millisecond',
          CASE WHEN NOT EXISTS (
            SELECT 1 FROM call used WHERE used.realm = next.realm AND used.initiator_id = next.initiator_id
              AND used.idempotency_key = next.idempotency_key) THEN idempotency_key END
        FROM next
        ON CONFLICT DO NOTHING
        RETURNING *
      ), gone AS (
        DELETE FROM call_queue USING created WHERE queue_id = created.call_id
      ), logged AS (
        INSERT INTO call_event (call_id, event_type, user_id, metadata)
        SELECT call_id, 'initiated', initiator_id, '{"queued": true}' FROM created
      )
      SELECT %s FROM created""".formatted(COLUMNS);

  /**
   * Changes a call that is still as the requester saw it, unless it is an answer too many. The version alone would not tell: a
   * standby that takes over may lack the last changes, and give their versions to others. A parameter that is jsonb itself
   * would become a JSON string.
   */
  static final String CHANGE = """
      WITH changed AS (
        UPDATE call SET
          version = version + 1,
          state = :state,
          end_reason = CAST(:reason AS text),
          ended_by = CASE WHEN :open THEN NULL ELSE CAST(:actor AS bigint) END,
          started_at = CASE WHEN :state = 'active' THEN coalesce(started_at, now()) ELSE started_at END,
          ended_at = CASE WHEN :open THEN NULL ELSE now() END,
          ring_until = CASE WHEN :state = 'ringing' THEN ring_until END,
          active_until = CASE WHEN :state = 'active'
            THEN coalesce(active_until, now() + CAST(:maxMillis AS bigint) * interval '1 millisecond') END,
          contact_until = CASE WHEN :state = 'active' THEN contact_until END,
          empty_until = CASE WHEN :state = 'active' THEN empty_until END,
          leave_until = CASE WHEN :open THEN leave_until END
        WHERE call_id = :callId AND version = :version AND state = :seenState AND %s
          AND (CAST(:reason AS text) IS DISTINCT FROM 'contact_lost' OR contact_until <= now())
        RETURNING *
      ), logged AS (
        INSERT INTO call_event (call_id, event_type, user_id, metadata)
        SELECT call_id, :event, CAST(:actor AS bigint), CAST(CAST(:metadata AS text) AS jsonb) FROM changed
      )
      SELECT %s FROM changed""".formatted(CallLimits.MAY_ANSWER, COLUMNS);

  /** Writes down what is new in a call's room. To be run with the call locked, or it would go by an old picture. */
  static final String SETTLE_ROOM = RoomNews.READ + """
      , changed AS (
        UPDATE call SET version = version + 1,
          empty_until = CASE WHEN %s THEN coalesce(empty_until, now() + %s) END,
          leave_until = (%s)
        WHERE call_id = :callId AND state IN ('initiated', 'ringing', 'active')
        RETURNING *
      ), logged AS (
        INSERT INTO call_event (call_id, event_type, user_id, metadata)
        SELECT :callId, event, user_id, '{"source": "jitsi"}' FROM news
        WHERE EXISTS (SELECT 1 FROM changed) ORDER BY turn
      )
      SELECT %s FROM changed""".formatted(RoomNews.IS_EMPTY, RoomNews.EMPTY_FOR, RoomNews.NEXT_LEAVE, COLUMNS);

  /** A key is good for 24 hours; then it may begin another call. */
  static final String FORGET_KEY = """
      UPDATE call SET idempotency_key = NULL
      WHERE realm = :realm AND initiator_id = :initiatorId AND idempotency_key = :key
        AND created_at < now() - interval '24 hours'""";

  private final CallsConfig config;
  private final CallLimits limits;
  private final Event<CallChanged> changes;
  private final SqlStatement<Call> insert;
  private final SqlStatement<Call> insertNext;
  private final SqlStatement<Call> change;

  CallStore(CallsConfig config, CallLimits limits, Event<CallChanged> changes, Pool pool) {
    this.config = config;
    this.limits = limits;
    this.changes = changes;
    insert = new SqlStatement<>(pool, INSERT, CallRow::read);
    insertNext = new SqlStatement<>(pool, INSERT_NEXT, CallRow::read);
    change = new SqlStatement<>(pool, CHANGE, CallRow::read);
  }

  /** The new call; null when there is a conflict, which {@link CallLookup} tells. */
  Uni<Call> insert(NewCall call) {
    Map<String, Object> parameters = NewCallParameters.of(call);
    parameters.putAll(limits.ofStart());
    parameters.put("callId", call.callId());
    parameters.put("key", call.idempotencyKey());
    parameters.put("ringMillis", config.ringTimeout().toMillis());
    return insert.one(parameters).invoke(this::begun);
  }

  /** The call of whoever waited longest for somebody who is free now; null when there is nobody. */
  Uni<Call> insertNext() {
    return insertNext.one(Map.of("ringMillis", config.ringTimeout().toMillis())).invoke(this::begun);
  }

  /**
   * The changed call; null when somebody else was first, or the actor has answered as many as one may.
   *
   * @param actor    who does it; null: the service itself
   * @param answers  whether it counts as an answer
   * @param metadata JSON for the event
   */
  Uni<Call> change(Call seen, Lifecycle.Step step, Long actor, boolean answers, String metadata) {
    Map<String, Object> parameters = new HashMap<>(limits.ofAnswer(seen.realm, answers));
    parameters.put("callId", seen.callId);
    parameters.put("version", seen.version);
    parameters.put("seenState", seen.state.word());
    parameters.put("state", step.to().word());
    parameters.put("open", step.to().isOpen());
    parameters.put("reason", step.reason() == null ? null : step.reason().word());
    parameters.put("event", step.event().word());
    parameters.put("actor", actor);
    parameters.put("maxMillis", config.maxDuration().toMillis());
    parameters.put("metadata", metadata);
    return change.one(parameters).invoke(changed -> tell(changed, step.event()));
  }

  /** The call after {@link #SETTLE_ROOM}; in the transaction that has locked it. Who asks for it tells of it. */
  Uni<Call> settleRoom(UUID callId) {
    return Panache.getSession()
        .chain(session -> session.createNativeQuery(SETTLE_ROOM, Call.class)
            .setParameter("callId", callId)
            .getSingleResultOrNull());
  }

  private void begun(Call call) {
    tell(call, CallEventType.INITIATED);
  }

  /** Wakes those up who follow calls; after the commit. Without an event: people have come into its room or gone. */
  void tell(Call changed, CallEventType event) {
    if (changed != null) {
      changes.fire(new CallChanged(changed, event));
    }
  }

  Uni<Integer> forgetKey(Requester requester, String key) {
    return Panache.withTransaction(() -> Panache.getSession()
        .chain(session -> session.createNativeQuery(FORGET_KEY)
            .setParameter("realm", requester.realm())
            .setParameter("initiatorId", requester.userId())
            .setParameter("key", key)
            .executeUpdate()));
  }
}
