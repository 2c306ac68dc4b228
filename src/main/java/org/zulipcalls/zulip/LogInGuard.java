package org.zulipcalls.zulip;

import java.time.Duration;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.limit.Count;
import org.zulipcalls.limit.HitCounter;
import org.zulipcalls.limit.InFlight;
import org.zulipcalls.limit.Key;
import org.zulipcalls.limit.Limit;
import org.zulipcalls.limit.Limits;
import org.zulipcalls.zulip.Credential.ApiKey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

import io.smallrye.mutiny.Uni;

/**
 * Keeps anybody from guessing API keys through us, since Zulip does not limit log-ins that fail (zulip-contract.md,
 * section 1). Wrong keys are counted for their address, and for their address and e-mail address together. Where there
 * were too many, no key that is new to us is tried any more, right or wrong, until the window is over; one that Zulip
 * has confirmed here in the last day always is, so neighbours of whoever guesses are not locked out.
 */
@ApplicationScoped
class LogInGuard {

  private static final Logger LOG = Logger.getLogger(LogInGuard.class);
  private static final int UNAUTHORIZED = 401;
  private static final int MOST = 50_000;

  private final HitCounter counter;
  private final InFlight inFlight;
  private final Limits limits;
  private final Cache<String, Boolean> confirmed = Caffeine.newBuilder()
      .maximumSize(MOST)
      .expireAfterWrite(Duration.ofDays(1))
      .build();
  /** Who has used up the window, and until when; what the store says is asked once. */
  private final Cache<Key, Count> used = Caffeine.newBuilder()
      .maximumSize(MOST)
      .expireAfter(Expiry.<Key, Count>creating((key, count) -> Duration.ofMillis(count.millisLeft())))
      .build();
  /** The same wrong key again is no guess: an app that was not told of a new one tries the old for ever. */
  private final Cache<String, Boolean> counted;

  LogInGuard(HitCounter counter, InFlight inFlight, Limits limits) {
    this.counter = counter;
    this.inFlight = inFlight;
    this.limits = limits;
    counted = Caffeine.newBuilder()
        .maximumSize(MOST)
        .expireAfterWrite(limits.rate(Limit.LOGIN).window())
        .build();
  }

  /** Throws 429 when it is known here that no new key is tried from there. */
  void check(Credential credential) {
    if (credential instanceof ApiKey key && !isConfirmed(key)) {
      for (Key who : keys(key)) {
        if (used.getIfPresent(who) != null) {
          throw limits.refusal(who.limit(), millisLeft(who));
        }
      }
    }
  }

  /**
   * Asks Zulip, unless there were too many wrong keys, as all replicas know it. A wrong one is counted, and fails with
   * 429 when it was one too many; one that was right until now is no guess.
   */
  <T> Uni<T> admit(Credential credential, Uni<T> question) {
    if (!(credential instanceof ApiKey key)) {
      return question;
    }
    Uni<T> attempt = question.invoke(() -> confirmed.put(key.fingerprint(), true));
    if (isConfirmed(key)) {
      return attempt.onFailure(LogInGuard::isWrong).invoke(() -> confirmed.invalidate(key.fingerprint()));
    }
    BasicLogIn.check(key.authorization());
    // From the look at what was counted to the count: whoever comes after it sees it.
    return inFlight.admit(ofEmail(key, BasicLogIn.email(key.authorization()).orElse("")), counter.look(keys(key))
        .invoke(counts -> counts.forEach(count -> refuseFrom(count, 0)))
        .chain(() -> attempt)
        .onFailure(LogInGuard::isWrong)
        .recoverWithUni(wrong -> count(key).chain(() -> Uni.createFrom().failure(wrong))));
  }

  /** Whether Zulip has said that there is no such user, or key, or session. */
  static boolean isWrong(Throwable failure) {
    return failure instanceof ZulipRefusal refusal && refusal.status() == UNAUTHORIZED;
  }

  private boolean isConfirmed(ApiKey key) {
    return confirmed.getIfPresent(key.fingerprint()) != null;
  }

  /** True of a key that was not confirmed in the last day, or was wrong since. */
  boolean hasForgotten(Credential credential) {
    return credential instanceof ApiKey key && !isConfirmed(key);
  }

  private long millisLeft(Key who) {
    return used.policy()
        .expireVariably()
        .flatMap(times -> times.getExpiresAfter(who))
        .map(Duration::toMillis)
        .orElse(0L);
  }

  private Uni<Void> count(ApiKey key) {
    if (counted.asMap().putIfAbsent(key.address() + " " + key.fingerprint(), true) != null) {
      return Uni.createFrom().voidItem();
    }
    return counter.count(keys(key)).invoke(counts -> {
      counts.forEach(count -> tell(count, key));
      counts.forEach(count -> refuseFrom(count, 1));
    }).replaceWithVoid();
  }

  /** Fails when more than the window's tries are used up, or as many and {@code beyond} is 0. */
  private void refuseFrom(Count count, int beyond) {
    int times = limits.rate(count.key().limit()).times();
    if (count.hits() >= times) {
      used.put(count.key(), count);
    }
    if (count.hits() >= times + beyond) {
      throw limits.refusal(count.key().limit(), count.millisLeft());
    }
  }

  /** One line for each window. The e-mail address is not told: it may be anybody's. */
  private void tell(Count count, ApiKey key) {
    if (count.hits() == limits.rate(count.key().limit()).times()) {
      LOG.warnf("%d wrong API keys came from %s%s; new ones are refused for %d s", count.hits(), key.address(),
          count.key().limit() == Limit.LOGIN ? " for one e-mail address" : "", count.millisLeft() / 1000);
    }
  }

  /** The address first, always: two who count the same in another order would wait for each other. */
  private static List<Key> keys(ApiKey key) {
    Key address = Key.of(Limit.ADDRESS, key.address());
    return BasicLogIn.email(key.authorization())
        .map(email -> List.of(address, ofEmail(key, email)))
        .orElse(List.of(address));
  }

  private static Key ofEmail(ApiKey key, String email) {
    return Key.of(Limit.LOGIN, key.address(), email);
  }
}
