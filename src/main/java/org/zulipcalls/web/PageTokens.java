package org.zulipcalls.web;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.reactive.mutiny.Mutiny;
import org.zulipcalls.call.Requester;
import org.zulipcalls.call.User;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Chore;
import org.zulipcalls.support.Chores;
import org.zulipcalls.support.Digests;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;

/**
 * The tokens with which a browser without a session acts for one user in one call. A link's token is good once and for a
 * minute; it is exchanged for the token of the page's cookie, which lasts as long as the call may. Only hashes are kept.
 */
@ApplicationScoped
class PageTokens {

  /** How long a link is good for. */
  static final Duration LINK = Duration.ofSeconds(60);
  private static final int RANDOM_BYTES = 24;
  /** Browsers of one user in one call: a page that is loaded again without end leaves no more rows than this. */
  static final int PAGES = 20;
  private static final int BATCH = 1000;

  /** A new link takes the place of the user's earlier one to the same call, a new page that of the oldest of many. */
  static final String ISSUE = """
      WITH earlier AS (
        DELETE FROM page_token WHERE token_hash = ANY (ARRAY(
          SELECT token_hash FROM page_token
          WHERE call_id = :callId AND user_id = :userId AND kind = :kind
          ORDER BY expires_at DESC
          OFFSET CASE :kind WHEN 'link' THEN 0 ELSE %d END))
      )
      INSERT INTO page_token (token_hash, kind, call_id, user_id, expires_at)
      VALUES (:hash, :kind, :callId, :userId, now() + CAST(:millis AS bigint) * interval '1 millisecond')
      RETURNING user_id""".formatted(PAGES - 1);

  /** Of many who have the same link one wins. */
  static final String EXCHANGE = """
      WITH used AS (
        DELETE FROM page_token
        WHERE token_hash = :link AND kind = 'link' AND call_id = :callId AND expires_at > now()
        RETURNING call_id, user_id
      ), earlier AS (
        DELETE FROM page_token WHERE token_hash = ANY (ARRAY(
          SELECT token_hash FROM page_token
          WHERE call_id = :callId AND user_id = (SELECT user_id FROM used) AND kind = 'page'
          ORDER BY expires_at DESC
          OFFSET %d))
      )
      INSERT INTO page_token (token_hash, kind, call_id, user_id, expires_at)
      SELECT :hash, 'page', call_id, user_id, now() + CAST(:millis AS bigint) * interval '1 millisecond' FROM used
      RETURNING user_id""".formatted(PAGES - 1);

  static final String HOLDER = """
      SELECT c.realm, t.user_id,
        CASE t.user_id WHEN c.initiator_id THEN c.initiator_name ELSE c.recipient_name END,
        CASE t.user_id WHEN c.initiator_id THEN c.initiator_email ELSE c.recipient_email END,
        CASE t.user_id WHEN c.initiator_id THEN c.initiator_avatar_url ELSE c.recipient_avatar_url END
      FROM page_token t JOIN call c ON c.call_id = t.call_id
      WHERE t.token_hash = :hash AND t.kind = 'page' AND t.call_id = :callId AND t.expires_at > now()""";

  static final String FORGET = """
      DELETE FROM page_token WHERE token_hash = ANY (ARRAY(
        SELECT token_hash FROM page_token WHERE expires_at <= now() LIMIT %d FOR UPDATE SKIP LOCKED))"""
      .formatted(BATCH);

  private final Chores chores;
  private final SecureRandom random = new SecureRandom();
  private final Duration page;

  PageTokens(CallsConfig config, Chores chores) {
    this.chores = chores;
    page = config.ringTimeout().plus(config.maxDuration());
  }

  /** How long a page's cookie is good for. */
  Duration pageLife() {
    return page;
  }

  /** A token for a link to the call's page. */
  Uni<String> newLink(UUID callId, long userId) {
    return issue("link", LINK, callId, userId);
  }

  /** A token for a page's cookie, for somebody who is known by other means. */
  Uni<String> newPage(UUID callId, long userId) {
    return issue("page", page, callId, userId);
  }

  private Uni<String> issue(String kind, Duration life, UUID callId, long userId) {
    String token = newToken();
    return one(ISSUE, Long.class, query -> query.setParameter("hash", Digests.sha256(token))
        .setParameter("kind", kind)
        .setParameter("callId", callId)
        .setParameter("userId", userId)
        .setParameter("millis", life.toMillis())).replaceWith(token);
  }

  /** The cookie's token for a link's; null when the link's is not good, or was not for this call. */
  Uni<String> exchange(String link, UUID callId) {
    String token = newToken();
    return one(EXCHANGE, Long.class, query -> query.setParameter("link", Digests.sha256(link))
        .setParameter("hash", Digests.sha256(token))
        .setParameter("callId", callId)
        .setParameter("millis", page.toMillis())).map(userId -> userId == null ? null : token);
  }

  /** For whom a page's token stands; null when it is not good, or not for this call. */
  Uni<Requester> holder(String token, UUID callId) {
    return one(HOLDER, Object[].class,
        query -> query.setParameter("hash", Digests.sha256(token)).setParameter("callId", callId))
        .map(row -> row == null
            ? null
            : new Requester((String) row[0],
                new User(((Number) row[1]).longValue(), (String) row[2], (String) row[3], (String) row[4])));
  }

  @Scheduled(every = "60s", delayed = "30s")
  Uni<Void> forgetExpired() {
    return chores.run(Chore.PAGE_LINKS, this::forgetBatches);
  }

  private Uni<?> forgetBatches() {
    return Panache
        .withTransaction(() -> Panache.getSession().chain(session -> session.createNativeQuery(FORGET).executeUpdate()))
        .chain(forgotten -> forgotten < BATCH ? Uni.createFrom().voidItem() : forgetBatches());
  }

  private String newToken() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static <T> Uni<T> one(String sql, Class<T> type, UnaryOperator<Mutiny.SelectionQuery<T>> parameters) {
    return Panache.withSession(() -> Panache.getSession()
        .chain(session -> parameters.apply(session.createNativeQuery(sql, type)).getSingleResultOrNull()));
  }
}
