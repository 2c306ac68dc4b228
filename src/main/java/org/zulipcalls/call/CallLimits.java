package org.zulipcalls.call;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.reactive.mutiny.Mutiny;
import org.zulipcalls.limit.HitCounter;
import org.zulipcalls.limit.Key;
import org.zulipcalls.limit.Limit;
import org.zulipcalls.limit.Limits;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Rate;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/**
 * The limits of starting and answering calls. The calls themselves are the count: {@link CallStore} looks at it in the
 * statement that adds or answers one, so that no round trip is added and no replica can be asked instead, one request of a
 * user after the other (V11__counts.sql); here is asked how long somebody has to wait who was refused.
 */
@ApplicationScoped
class CallLimits {

  /** What holds an insert back; without a number of times for the pair, only the user's own. */
  static final String MAY_START = """
      calls_started(:realm, :initiatorId, NULL, :windowMillis) < :times
      AND (CAST(:pairTimes AS bigint) IS NULL
        OR calls_started(:realm, :initiatorId, :recipientId, :pairMillis) < :pairTimes)""";

  /** What holds an answer back; without a number of times, nothing. */
  static final String MAY_ANSWER = """
      (CAST(:times AS bigint) IS NULL
        OR calls_answered(:realm, CAST(:actor AS bigint), :reachMillis, :windowMillis) < :times)""";

  /** How long the user has to wait until one more call fits into the rate, in milliseconds. */
  static final String WAIT = """
      SELECT CAST(ceil(extract(epoch FROM
        created_at + CAST(:windowMillis AS bigint) * interval '1 millisecond' - now()) * 1000) AS bigint)
      FROM call WHERE realm = :realm AND initiator_id = :initiatorId
      ORDER BY created_at DESC, call_id DESC
      OFFSET :times - 1 LIMIT 1""";

  /** How long until one more call to this recipient fits into the rate, in milliseconds. */
  static final String PAIR_WAIT = """
      SELECT CAST(ceil(extract(epoch FROM
        created_at + CAST(:windowMillis AS bigint) * interval '1 millisecond' - now()) * 1000) AS bigint)
      FROM call WHERE realm = :realm AND initiator_id = :initiatorId AND recipient_id = :recipientId
        AND created_at > now() - CAST(:windowMillis AS bigint) * interval '1 millisecond'
      ORDER BY created_at DESC, call_id DESC
      OFFSET :times - 1 LIMIT 1""";

  /** How long until one more answer fits into the rate, in milliseconds; counted as calls_answered does. */
  static final String ANSWER_WAIT = """
      SELECT CAST(ceil(extract(epoch FROM coalesce(started_at, ended_at)
        + CAST(:windowMillis AS bigint) * interval '1 millisecond' - now()) * 1000) AS bigint)
      FROM call
      WHERE realm = :realm AND recipient_id = CAST(:actor AS bigint)
        AND created_at > now() - CAST(:reachMillis AS bigint) * interval '1 millisecond'
        AND (state = 'declined' OR started_at IS NOT NULL)
        AND coalesce(started_at, ended_at) > now() - CAST(:windowMillis AS bigint) * interval '1 millisecond'
      ORDER BY coalesce(started_at, ended_at) DESC
      OFFSET :times - 1 LIMIT 1""";

  private final Limits limits;
  private final HitCounter counter;
  private final CallsConfig config;

  CallLimits(Limits limits, HitCounter counter, CallsConfig config) {
    this.limits = limits;
    this.counter = counter;
    this.config = config;
  }

  /** What {@link #MAY_START} needs beside the users. */
  Map<String, Object> ofStart() {
    Rate user = limits.rate(Limit.CREATE);
    Rate pair = limits.rate(Limit.PAIR);
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("windowMillis", user.window().toMillis());
    parameters.put("times", (long) user.times());
    parameters.put("pairMillis", pair.window().toMillis());
    parameters.put("pairTimes", countsPairs() ? (long) pair.times() : null);
    return parameters;
  }

  /** Whether a pair has a limit that can be the first that is met. */
  private boolean countsPairs() {
    return !limits.rate(Limit.PAIR).equals(limits.rate(Limit.CREATE));
  }

  /**
   * What {@link #MAY_ANSWER} needs beside the actor.
   *
   * @param counts whether the change is an answer
   */
  Map<String, Object> ofAnswer(String realm, boolean counts) {
    Rate rate = limits.rate(Limit.ANSWER);
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("realm", realm);
    parameters.put("windowMillis", rate.window().toMillis());
    parameters.put("reachMillis", rate.window().plus(config.ringTimeout()).toMillis());
    parameters.put("times", counts ? (long) rate.times() : null);
    return parameters;
  }

  /** Fails with 429 when the caller has started as many calls as one may, in all or to this recipient. */
  Uni<Void> checkStart(NewCall wanted) {
    Uni<Void> ofUser = check(Limit.CREATE, WAIT, wanted);
    return countsPairs()
        ? ofUser.chain(() -> check(Limit.PAIR, PAIR_WAIT, wanted))
        : ofUser;
  }

  /**
   * Counts one more place in a queue, beside {@code places} that the caller has; fails with 429 as {@link #checkStart} does. It
   * stays counted when it is given up.
   */
  Uni<Void> takePlace(NewCall wanted, int places) {
    Rate rate = limits.rate(Limit.CREATE);
    return places < rate.times()
        ? checkStart(wanted).chain(() -> counter.take(Key.of(Limit.CREATE, wanted.initiator().getName())))
        : Uni.createFrom().failure(() -> limits.refusal(Limit.CREATE, rate.window().toMillis()));
  }

  private Uni<Void> check(Limit limit, String sql, NewCall wanted) {
    Rate rate = limits.rate(limit);
    return Panache.withSession(() -> Panache.getSession().chain(session -> {
      Mutiny.SelectionQuery<Long> query = session.createNativeQuery(sql, Long.class)
          .setParameter("realm", wanted.initiator().realm())
          .setParameter("initiatorId", wanted.initiator().userId())
          .setParameter("windowMillis", rate.window().toMillis())
          .setParameter("times", rate.times());
      return (limit == Limit.PAIR ? query.setParameter("recipientId", wanted.recipient().userId()) : query)
          .getSingleResultOrNull();
    })).invoke(millis -> refuse(limit, millis)).replaceWithVoid();
  }

  /** Fails with 429 when the requester has answered as many calls as one may. */
  Uni<Void> checkAnswer(Requester requester) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> {
          Mutiny.SelectionQuery<Long> query = session.createNativeQuery(ANSWER_WAIT, Long.class)
              .setParameter("actor", requester.userId());
          ofAnswer(requester.realm(), true).forEach(query::setParameter);
          return query.getSingleResultOrNull();
        }))
        .invoke(millis -> refuse(Limit.ANSWER, millis))
        .replaceWithVoid();
  }

  private void refuse(Limit limit, Long millis) {
    if (millis != null && millis > 0) {
      throw limits.refusal(limit, millis);
    }
  }
}
