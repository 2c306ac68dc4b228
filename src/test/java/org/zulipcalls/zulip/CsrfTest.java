package org.zulipcalls.zulip;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.support.ApiException;

/** zulip-contract.md §3: Django's check, reason by reason. */
class CsrfTest {

  /** The test vector of the contract. */
  private static final String SECRET = "abcdefghijklmnopqrstuvwxyzABCDEF";
  private static final String TOKEN = "0123456789ZYXWVUTSRQPONMLKJIHGFE02468acegi9999999999999999999999";

  private static final String HEADER = "the 'X-Csrftoken' HTTP header";

  private final Map<String, String> sent = new HashMap<>(Map.of("cookie", SECRET, "token", TOKEN));
  private String scheme = "http";

  private Csrf.Request request() {
    return new Csrf.Request(scheme + "://zulip.example:8443", part("origin"), part("referer"), part("cookie"),
        part("token"), HEADER);
  }

  private Optional<String> part(String name) {
    return Optional.ofNullable(sent.get(name));
  }

  private void passes() {
    assertDoesNotThrow(() -> Csrf.check(request()));
  }

  private void fails(String reason) {
    ApiException refusal = assertThrows(ApiException.class, () -> Csrf.check(request()));
    assertEquals(403, refusal.status());
    assertEquals("CSRF_FAILED", refusal.code());
    assertEquals("CSRF error: " + reason, refusal.getMessage());
    assertEquals(Map.of("reason", reason), refusal.fields());
  }

  @Test
  void theContractsTokenUnmasksToTheContractsSecret() {
    assertEquals(SECRET, Csrf.unmask(TOKEN));
  }

  @Test
  void anyMaskOfTheSecretPasses() {
    for (int i = 0; i < 100; i++) {
      String secret = ZulipStandIn.csrfSecret();
      sent.put("cookie", secret);
      sent.put("token", ZulipStandIn.maskedToken(secret));
      passes();
    }
  }

  @Test
  void bareAndMaskedValuesPassOnBothSides() {
    sent.put("token", SECRET);
    passes();
    sent.put("cookie", TOKEN);
    passes();
    sent.put("token", TOKEN);
    passes();
  }

  @Test
  void theOwnOriginPasses() {
    sent.put("origin", "http://zulip.example:8443");
    passes();
  }

  @ParameterizedTest
  @CsvSource({"http://zulip.example", "https://zulip.example:8443", "http://evil.example", "null",
      "http://zulip.example:8443/", "http://zulip.example:8443.evil.example"})
  void anotherOriginFails(String origin) {
    sent.put("origin", origin);
    fails("Origin checking failed - " + origin + " does not match any trusted origins.");
  }

  @Test
  void overHttpsTheRefererStandsInForAMissingOrigin() {
    scheme = "https";
    fails("Referer checking failed - no Referer.");
    sent.put("referer", "https://zulip.example:8443/#narrow/dm/12");
    passes();
    sent.put("origin", "https://zulip.example:8443");
    sent.remove("referer");
    passes();
  }

  @Test
  void overHttpsARefererFromElsewhereFails() {
    scheme = "https";
    for (String malformed : new String[]{"", "zulip.example", "https://", "not a url", "/path"}) {
      sent.put("referer", malformed);
      fails("Referer checking failed - Referer is malformed.");
    }
    sent.put("referer", "http://zulip.example:8443/");
    fails("Referer checking failed - Referer is insecure while host is secure.");
    sent.put("referer", "https://evil.example/");
    fails("Referer checking failed - https://evil.example/ does not match any trusted origins.");
  }

  @Test
  void overHttpNobodyAsksForAReferer() {
    sent.put("referer", "http://evil.example/");
    passes();
  }

  @Test
  void aMissingCookieFails() {
    sent.remove("cookie");
    fails("CSRF cookie not set.");
  }

  @Test
  void aMalformedCookieFails() {
    sent.put("cookie", SECRET + "x");
    fails("CSRF cookie has incorrect length.");
    sent.put("cookie", "-" + SECRET.substring(1));
    fails("CSRF cookie has invalid characters.");
  }

  @Test
  void aMissingTokenFails() {
    sent.put("token", "");
    fails("CSRF token missing.");
    sent.remove("token");
    fails("CSRF token missing.");
  }

  @Test
  void aMalformedTokenFails() {
    sent.put("token", TOKEN + "x");
    fails("CSRF token from " + HEADER + " has incorrect length.");
    sent.put("token", "ä" + TOKEN.substring(1));
    fails("CSRF token from " + HEADER + " has invalid characters.");
  }

  @Test
  void anotherSecretsTokenFails() {
    sent.put("token", ZulipStandIn.maskedToken(ZulipStandIn.csrfSecret()));
    fails("CSRF token from " + HEADER + " incorrect.");
    sent.put("token", SECRET.toUpperCase());
    fails("CSRF token from " + HEADER + " incorrect.");
  }

  @Test
  void theOriginIsCheckedBeforeTheCookieAndTheCookieBeforeTheToken() {
    sent.clear();
    sent.put("origin", "http://evil.example");
    fails("Origin checking failed - http://evil.example does not match any trusted origins.");
    sent.clear();
    fails("CSRF cookie not set.");
  }
}
