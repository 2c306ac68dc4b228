package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zulipcalls.testing.Settings;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/** Who may say by which scheme a browser came. */
class OriginTest {

  private static HttpServerRequest request(String peer, String scheme) {
    return (HttpServerRequest) Proxy.newProxyInstance(OriginTest.class.getClassLoader(),
        new Class<?>[]{HttpServerRequest.class}, (proxy, method, arguments) -> switch (method.getName()) {
          case "getHeader" -> arguments[0].equals("Host") ? "zulip.example" : scheme;
          case "remoteAddress" -> SocketAddress.inetSocketAddress(1234, peer);
          case "isSSL" -> false;
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }

  @ParameterizedTest
  @CsvSource({"10.1.2.3, https, https://zulip.example", "10.1.2.3, HTTPS, https://zulip.example",
      "10.1.2.3, http, http://zulip.example", "10.1.2.3, , http://zulip.example",
      "10.1.2.3, 'https, http', http://zulip.example", "127.0.0.1, https, http://zulip.example",
      "203.0.113.7, https, http://zulip.example", "::1, https, http://zulip.example"})
  void onlyOurProxiesTellTheScheme(String peer, String scheme, String origin) {
    Origin ours = new Origin(new ClientAddress(Settings.of("calls.trusted-proxies", "10.0.0.0/8")));
    assertEquals(origin, ours.of(request(peer, scheme)));
  }
}
