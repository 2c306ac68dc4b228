package org.zulipcalls.call;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.reactive.mutiny.Mutiny;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Limit;
import org.zulipcalls.support.Limits;
import org.zulipcalls.support.Rate;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;

/**
 * The limits of starting and answering calls. The calls themselves are the count: {@link CallStore} looks at it in the
 * statement that adds or answers one, so that no round trip is added and no replica can be asked instead; here is asked
 * how long somebody has to wait who was refused.
 */
@ApplicationScoped
class CallLimits {

  /** What holds an insert back, where the limit of a pair cannot be met before that of a user. */
  static final String MAY_START = """
      (
        SELECT count(*) FROM call
        WHERE realm = :realm AND initiator_id = :initiatorId
          AND created_at > now() - CAST(:windowMillis AS bigint) * interval '1 millisecond') < :times""";

  /**
   * What holds an insert back, where a pair has a limit of its own. A text of its own, too: PostgreSQL would plan one for
   * both anew each time, since it is so much cheaper without the second count.
   */
  static final String PAIR_MAY_START = MAY_START + """

      AND (
        SELECT count(*) FROM call
        WHERE realm = :realm AND initiator_id = :initiatorId AND recipient_id = :recipientId
          AND created_at > now() - CAST(:pairMillis AS bigint) * interval '1 millisecond') < :pairTimes""";

  /** What this user answered: an answer comes at most a ring after the call, whose time has the index. */
  private static final String ANSWERED = """
      FROM call AS answered
      WHERE answered.realm = :realm AND answered.recipient_id = CAST(:actor AS bigint)
        AND answered.created_at > now() - CAST(:reachMillis AS bigint) * interval '1 millisecond'
        AND (answered.state = 'declined' OR answered.started_at IS NOT NULL)
        AND coalesce(answered.started_at, answered.ended_at)
          > now() - CAST(:windowMillis AS bigint) * interval '1 millisecond'""";

  /** What holds an answer back; without a number of times, nothing. */
  static final String MAY_ANSWER = """
      CASE WHEN CAST(:times AS bigint) IS NULL THEN true ELSE (
        SELECT count(*) %s) < :times END""".formatted(ANSWERED);

  /** How long the user has to wait until one more call fits into the rate, in milliseconds. */
  static final String WAIT = """
      SELECT CAST(ceil(extract(epoch FROM
        created_at + CAST(:windowMillis AS bigint) * interval '1 millisecond' - now()) * 1000) AS bigint)
      FROM call WHERE realm = :realm AND initiator_id = :initiatorId
      ORDER BY created_at DESC, call_id DESC
      OFFSET :times - 1 LIMIT 1""";

  /** The same for one more call of this pair. */
  static final String PAIR_WAIT = """
      SELECT CAST(ceil(extract(epoch FROM
        created_at + CAST(:windowMillis AS bigint) * interval '1 millisecond' - now()) * 1000) AS bigint)
      FROM call WHERE realm = :realm AND initiator_id = :initiatorId AND recipient_id = :recipientId
        AND created_at > now() - CAST(:windowMillis AS bigint) * interval '1 millisecond'
      ORDER BY created_at DESC, call_id DESC
      OFFSET :times - 1 LIMIT 1""";

  /** The same for one more answer. */
  static final String ANSWER_WAIT = """
      SELECT CAST(ceil(extract(epoch FROM coalesce(answered.started_at, answered.ended_at)
        + CAST(:windowMillis AS bigint) * interval '1 millisecond' - now()) * 1000) AS bigint) %s
      ORDER BY coalesce(answered.started_at, answered.ended_at) DESC
      OFFSET :times - 1 LIMIT 1""".formatted(ANSWERED);

  private final Limits limits;
  private final CallsConfig config;

  CallLimits(Limits limits, CallsConfig config) {
    this.limits = limits;
    this.config = config;
  }

  /** Whether a pair has a limit that can be the first that is met. */
  boolean countsPairs() {
    return !limits.rate(Limit.PAIR).equals(limits.rate(Limit.CREATE));
  }

  /** What {@link #MAY_START} or {@link #PAIR_MAY_START} needs beside the users. */
  Map<String, Object> ofStart() {
    Rate user = limits.rate(Limit.CREATE);
    Rate pair = limits.rate(Limit.PAIR);
    return Map.of("windowMillis", user.window().toMillis(), "times", (long) user.times(), "pairMillis",
        pair.window().toMillis(), "pairTimes", (long) pair.times());
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
    Uni<Void> ofUser = check(Limit.CREATE, WAIT, wanted, limits.rate(Limit.CREATE));
    return countsPairs()
        ? ofUser.chain(() -> check(Limit.PAIR, PAIR_WAIT, wanted, limits.rate(Limit.PAIR)))
        : ofUser;
  }

  private Uni<Void> check(Limit limit, String sql, NewCall wanted, Rate rate) {
    return Panache.withSession(() -> Panache.getSession().chain(session -> {
      Mutiny.SelectionQuery<Long> query = session.createNativeQuery(sql, Long.class)
          .setParameter("realm", wanted.caller().realm())
          .setParameter("initiatorId", wanted.caller().userId())
          .setParameter("windowMillis", rate.window().toMillis())
          .setParameter("times", rate.times());
      return (limit == Limit.PAIR ? query.setParameter("recipientId", wanted.recipient().userId()) : query)
          .getSingleResultOrNull();
    })).invoke(millis -> refuse(limit, millis)).replaceWithVoid();
  }

  /** Fails with 429 when the caller has answered as many calls as one may. */
  Uni<Void> checkAnswer(Caller caller) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> {
          Mutiny.SelectionQuery<Long> query = session.createNativeQuery(ANSWER_WAIT, Long.class)
              .setParameter("actor", caller.userId());
          ofAnswer(caller.realm(), true).forEach(query::setParameter);
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
