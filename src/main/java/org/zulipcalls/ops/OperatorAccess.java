package org.zulipcalls.ops;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.zulipcalls.limit.Count;
import org.zulipcalls.limit.HitCounter;
import org.zulipcalls.limit.InFlight;
import org.zulipcalls.limit.Key;
import org.zulipcalls.limit.Limit;
import org.zulipcalls.limit.Limits;
import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.Background;
import org.zulipcalls.support.CallsConfig;
import org.zulipcalls.support.ClientAddress;
import org.zulipcalls.support.Secret;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lets in the operator, by HTTP Basic and elytron's realm. It asks elytron itself and is no mechanism of Quarkus, since
 * those stand at both ports: so nobody is an operator at the API's, and no key of Zulip's comes to elytron.
 */
@ApplicationScoped
class OperatorAccess {

  private static final Logger LOG = Logger.getLogger(OperatorAccess.class);
  private static final String BASIC = "Basic ";

  private final IdentityProviderManager providers;
  private final HitCounter counter;
  private final InFlight inFlight;
  private final Limits limits;
  private final boolean on;

  OperatorAccess(IdentityProviderManager providers, HitCounter counter, InFlight inFlight, Limits limits,
      CallsConfig config) {
    this.inFlight = inFlight;
    this.providers = providers;
    this.counter = counter;
    this.limits = limits;
    on = config.operator().password().map(Secret::value).filter(password -> !password.isEmpty()).isPresent();
  }

  /** Whether there is an operator at all. */
  boolean isOn() {
    return on;
  }

  /** Fails with 401, with 403 for a page in a browser, or with 429 after too many wrong passwords. */
  Uni<Void> check(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (request.headers().contains("Origin") || site != null && !site.equals("none")) {
      return Uni.createFrom().failure(new ApiException(403, "NOT_AUTHORIZED", "This is not for pages in a browser"));
    }
    Optional<UsernamePasswordAuthenticationRequest> sent = Optional.ofNullable(request.getHeader("Authorization"))
        .flatMap(OperatorAccess::credentials);
    if (sent.isEmpty()) {
      return Uni.createFrom().failure(OperatorAccess::notLoggedIn);
    }
    // No proxy of ours leads to this port, so nobody is believed who says that they stand for somebody else.
    String address = ClientAddress.peer(request);
    Key who = Key.of(Limit.LOGIN, address, "the operator");
    return inFlight.admit(who, attempt(who, address, sent.get()));
  }

  /** From the look at what was counted to the count: whoever comes after it sees it. */
  private Uni<Void> attempt(Key who, String address, UsernamePasswordAuthenticationRequest sent) {
    return counter.look(List.of(who))
        .invoke(counts -> counts.stream().filter(this::isFull).forEach(count -> {
          throw limits.refusal(Limit.LOGIN, count.millisLeft());
        }))
        // Elytron answers on a thread of its own.
        .chain(() -> Background.here(providers.authenticate(sent)))
        .onFailure(AuthenticationFailedException.class)
        .recoverWithUni(wrong -> {
          LOG.warnf("A wrong password for the operator came from %s", address);
          return counter.count(List.of(who)).chain(counted -> Uni.createFrom().failure(OperatorAccess::notLoggedIn));
        })
        .replaceWithVoid();
  }

  private boolean isFull(Count count) {
    return count.hits() >= limits.rate(Limit.LOGIN).times();
  }

  private static ApiException notLoggedIn() {
    return new ApiException(401, "UNAUTHORIZED", "Not logged in as the operator").header("WWW-Authenticate",
        "Basic realm=\"zulip-calls\", charset=\"UTF-8\"");
  }

  /** RFC 7617; empty for anything else. */
  private static Optional<UsernamePasswordAuthenticationRequest> credentials(String authorization) {
    if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      String[] pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
      return pair.length < 2 || pair[0].isEmpty()
          ? Optional.empty()
          : Optional.of(
              new UsernamePasswordAuthenticationRequest(pair[0], new PasswordCredential(pair[1].toCharArray())));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
