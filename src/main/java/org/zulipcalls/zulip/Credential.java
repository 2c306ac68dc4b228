package org.zulipcalls.zulip;

import java.util.Locale;

import org.zulipcalls.support.Digests;

import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;

/** What a client proves itself to Zulip with. Lives for one request, and does not print itself. */
sealed interface Credential extends io.quarkus.security.credential.Credential {

  /** The client's {@code Host}: it names the realm. */
  String host();

  /** Where Zulip takes this kind of credential: {@code /api/v1} or {@code /json} (zerver/lib/rest.py). */
  String root();

  /** The client's {@code Accept-Language}, in which Zulip words what it refuses; or null. */
  String language();

  /** Adds the proof, and the language, to a request to Zulip. */
  void prove(MultiMap headers);

  /** What the cache knows the credential by: nothing that could be used if it were seen. */
  String fingerprint();

  private static void speak(MultiMap headers, String language) {
    if (language != null) {
      headers.set("Accept-Language", language);
    }
  }

  /**
   * {@code Authorization}, as the client sent it.
   *
   * @param address where the client is
   */
  record ApiKey(String host, String language, String authorization, String address) implements Credential {

    @Override
    public String root() {
      return "/api/v1";
    }

    @Override
    public void prove(MultiMap headers) {
      headers.set("Authorization", authorization);
      speak(headers, language);
    }

    @Override
    public String fingerprint() {
      return Digests.sha256("api", host, authorization);
    }

    @Override
    public String toString() {
      return "ApiKey[host=" + host + "]";
    }
  }

  /**
   * Zulip's session cookie.
   *
   * @param csrf Zulip's CSRF cookie, or null; needed to ask for more than a look
   */
  record Session(String host, String language, Cookie session, Cookie csrf) implements Credential {

    @Override
    public String root() {
      return "/json";
    }

    @Override
    public void prove(MultiMap headers) {
      String cookie = session.getName() + "=" + session.getValue();
      if (csrf != null) {
        // The bare secret is a token too (zulip-contract.md, section 3); this request has passed our own check.
        headers.set("X-CSRFToken", csrf.getValue());
        // Where Zulip is reached by TLS, Django wants a Referer of its own host, in lower case; else it does not look at it.
        headers.set("Referer", "https://" + host.toLowerCase(Locale.ROOT) + "/");
        cookie += "; " + csrf.getName() + "=" + csrf.getValue();
      }
      headers.set("Cookie", cookie);
      speak(headers, language);
    }

    @Override
    public String fingerprint() {
      return Digests.sha256("session", host, session.getName(), session.getValue());
    }

    @Override
    public String toString() {
      return "Session[host=" + host + "]";
    }
  }
}
