package org.zulipcalls.zulip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.vertx.core.MultiMap;
import io.vertx.core.http.Cookie;

class CredentialTest {

  private static List<Credential> credentials(String language) {
    return List.of(new Credential.ApiKey("zulip.localhost", language, "Basic YTpi", "127.0.0.1"),
        new Credential.Session("zulip.localhost", language, Cookie.cookie("sessionid", "one"), null));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "de-DE,de;q=0.9, en;q=0.5,*;q=0.1")
  void zulipIsAskedInTheClientsLanguage(String language) {
    for (Credential credential : credentials(language)) {
      MultiMap headers = MultiMap.caseInsensitiveMultiMap();
      credential.prove(headers);
      assertEquals(language, headers.get("Accept-Language"));
    }
  }

  @Test
  void theLanguageIsNoPartOfWhoSomebodyIs() {
    for (int kind = 0; kind < 2; kind++) {
      assertEquals(credentials("de").get(kind).fingerprint(), credentials(null).get(kind).fingerprint());
    }
  }
}
