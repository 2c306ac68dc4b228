package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

  @ParameterizedTest
  @CsvSource({"http://127.0.0.1, http://127.0.0.1, 80, false",
      "https://zulip.example, https://zulip.example, 443, true",
      "https://zulip.example///, https://zulip.example, 443, true",
      "http://zulip:8080/base/, http://zulip:8080/base, 8080, false",
      "' HTTPS://Meet.example:8443 ', HTTPS://Meet.example:8443, 8443, true",
      "http://[::1]:80, http://[::1]:80, 80, false"})
  void itIsABaseUrlWithoutTrailingSlash(String text, String url, int port, boolean tls) {
    HttpUrl parsed = HttpUrl.of(text);
    assertEquals(url, parsed.toString());
    assertEquals(port, parsed.port());
    assertEquals(tls, parsed.isTls());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "zulip.example", "ftp://zulip.example", "//zulip.example", "http://", "http:///path",
      "http://user:word@zulip.example", "http://zulip.example?a=b", "http://zulip.example#a",
      "http://zulip.example:99999",
      "http://zulip example", "http://zulip.example/%zz", "javascript:alert(1)"})
  void anythingElseIsRefusedWithWhatItTakes(String text) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> HttpUrl.of(text));
    assertEquals("takes a URL such as https://host or http://127.0.0.1:8080/path", refusal.getMessage());
  }
}
