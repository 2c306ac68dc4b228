package org.zulipcalls.zulip;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import org.zulipcalls.support.ApiException;
import org.zulipcalls.support.ClientAddress;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes Basic {@code email:api_key} when there is an {@code Authorization} header, else Zulip's session cookie. Both
 * work on every path of ours, while Zulip splits them over /api and /json.
 */
@ApplicationScoped
public class ZulipAuthenticationMechanism implements HttpAuthenticationMechanism {

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._\\-\\[\\]:]{1,255}");
  /** Languages and their weights (RFC 9110, 12.5.4). */
  private static final Pattern LANGUAGES = Pattern.compile("[A-Za-z0-9 ,;=.*-]{1,255}");
  /** Zulip's own words (zerver/lib/rest.py). */
  private static final String NOT_LOGGED_IN = "Not logged in: API authentication or user session required";

  private final ClientAddress addresses;

  ZulipAuthenticationMechanism(ClientAddress addresses) {
    this.addresses = addresses;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
    Optional<Credential> credential = credential(context.request());
    return credential.isEmpty()
        ? Uni.createFrom().nullItem()
        : providers.authenticate(new ZulipAuthenticationRequest(credential.get()));
  }

  private Optional<Credential> credential(HttpServerRequest request) {
    String host = host(request);
    String language = language(request);
    String authorization = request.getHeader("Authorization");
    if (authorization != null) {
      return Optional.of(new Credential.ApiKey(host, language, authorization, addresses.of(request)));
    }
    return ClientCookies.session(request)
        .map(cookie -> new Credential.Session(host, language, cookie, ClientCookies.csrf(request).orElse(null)));
  }

  private static String host(HttpServerRequest request) {
    String host = request.getHeader("Host");
    if (host == null || !HOST.matcher(host).matches()) {
      throw ApiException.badRequest("Host is missing or malformed");
    }
    return host;
  }

  private static String language(HttpServerRequest request) {
    String language = request.getHeader("Accept-Language");
    return language != null && LANGUAGES.matcher(language).matches() ? language : null;
  }

  /**
   * What somebody without credentials is told. A browser gets no Basic challenge, since it would ask its user for a
   * password.
   */
  static ApiException notLoggedIn(HttpServerRequest request) {
    boolean browser = ClientCookies.csrf(request).isPresent() || request.headers().contains("Sec-Fetch-Mode");
    return new ApiException(401, "UNAUTHORIZED", NOT_LOGGED_IN).header("WWW-Authenticate",
        (browser ? "Session" : "Basic") + " realm=\"zulip\"");
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Basic realm=\"zulip\""));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(ZulipAuthenticationRequest.class);
  }

  @Override
  public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
    return Uni.createFrom()
        .item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, "zulip"));
  }
}
