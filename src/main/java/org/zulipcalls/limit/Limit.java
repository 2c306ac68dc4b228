package org.zulipcalls.limit;

import java.util.Locale;
import java.util.function.Function;

import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.Rate;

/**
 * How often one may ask: every limit there is. All replicas together hold them, since PostgreSQL counts, as long as it
 * answers; each has its setting, {@code CALLS_LIMIT_…}.
 */
public enum Limit {
  /** Calls that one user starts. Counted in the calls, by the statement that adds one. */
  CREATE(IfStoreFails.REFUSES, CallsConfig.Limit::create),
  /** Calls that one user starts to one other. Counted likewise. */
  PAIR(IfStoreFails.REFUSES, settings -> settings.pair().orElseGet(settings::create)),
  /** Calls that one user accepts or declines. Counted in the calls, by the statement that answers one. */
  ANSWER(IfStoreFails.REFUSES, settings -> settings.answer().orElseGet(() -> settings.create().multipliedBy(10))),
  /** What one user tells of oneself within calls: a status, or to have left and to be back. Counted before it is told. */
  UPDATE(IfStoreFails.REFUSES, CallsConfig.Limit::update),
  /** Devices that one user registers. Counted in the transaction that registers. */
  DEVICE(IfStoreFails.REFUSES, CallsConfig.Limit::device),
  /** Streams and polls of live events that one user opens. */
  STREAM(IfStoreFails.COUNTS_ALONE, CallsConfig.Limit::stream),
  /** Wrong API keys from one address for one e-mail address. */
  LOGIN(IfStoreFails.COUNTS_ALONE, CallsConfig.Limit::login),
  /** Wrong API keys from one address for whomever. */
  ADDRESS(IfStoreFails.COUNTS_ALONE, CallsConfig.Limit::address);

  /** What becomes of a request when the database cannot count it. */
  public enum IfStoreFails {
    /** It fails as well: it needs the same database. */
    REFUSES,
    /** Each replica counts by itself what it sees. */
    COUNTS_ALONE
  }

  private final IfStoreFails ifStoreFails;
  private final Function<CallsConfig.Limit, Rate> rate;

  Limit(IfStoreFails ifStoreFails, Function<CallsConfig.Limit, Rate> rate) {
    this.ifStoreFails = ifStoreFails;
    this.rate = rate;
  }

  /** So many times in so long a time, as it is set. */
  public Rate rate(CallsConfig config) {
    return rate.apply(config.limit());
  }

  public IfStoreFails ifStoreFails() {
    return ifStoreFails;
  }

  /** As figures and keys name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
