package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.testing.Settings;

/** Whose word is taken for where a request comes from. */
class ClientAddressTest {

  private static String of(String proxies, String peer, String... forwarded) {
    return new ClientAddress(Settings.of("calls.trusted-proxies", proxies)).of(peer, List.of(forwarded));
  }

  @ParameterizedTest
  @CsvSource({"203.0.113.7, 203.0.113.7", "'203.0.113.7, 198.51.100.1', 198.51.100.1",
      "' 203.0.113.7 ,198.51.100.1 ', 198.51.100.1", "'198.51.100.1, 127.0.0.1', 198.51.100.1",
      "'1.2.3.4, 198.51.100.1, 10.1.2.3, 127.0.0.2', 198.51.100.1", "'nonsense', 127.0.0.1",
      "'198.51.100.1, nonsense', 127.0.0.1", "'198.51.100.1, nonsense, 10.0.0.1', 10.0.0.1", "'', 127.0.0.1",
      "'198.51.100.1,', 127.0.0.1", "localhost, 127.0.0.1", "'1.2.3.4.5', 127.0.0.1", "999.1.1.1, 127.0.0.1"})
  void aTrustedProxyIsBelievedAndWhomItNamesNoFurther(String forwarded, String address) {
    assertEquals(address, of("127.0.0.0/8, ::1, 10.0.0.0/8", "127.0.0.1", forwarded));
  }

  @Test
  void severalHeadersAreOneList() {
    assertEquals("198.51.100.1", of("127.0.0.1", "127.0.0.1", "1.2.3.4", "198.51.100.1"));
  }

  @Test
  void anybodyElseIsNotBelieved() {
    assertEquals("203.0.113.7", of("127.0.0.0/8", "203.0.113.7", "1.2.3.4"));
    assertEquals("127.0.0.1", of("10.0.0.0/8", "127.0.0.1", "1.2.3.4"));
  }

  @Test
  void withoutAHeaderItIsThePeer() {
    assertEquals("127.0.0.1", of("127.0.0.0/8", "127.0.0.1"));
    assertEquals("unknown", of("127.0.0.0/8", null));
  }

  @Test
  void anIpv6NetworkIsOneClient() {
    String network = of("::1", "::1", "2001:db8:1:2:3:4:5:6");
    assertEquals("2001:db8:1:2:0:0:0:0/64", network);
    assertEquals(network, of("::1", "0:0:0:0:0:0:0:1", "[2001:db8:1:2::1]"));
    assertEquals(network, of("::1", "::1%lo", "2001:db8:1:2::1%eth0"));
    assertTrue(!network.equals(of("::1", "::1", "2001:db8:1:3::1")));
    assertEquals("198.51.100.1", of("::1", "::1", "::ffff:198.51.100.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/8/8", "10.0.0/8", "::1/129", "10.0.0.0/-1", "/8", "*"})
  void whatIsNoNetworkIsRefused(String value) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Networks.of(value));
    assertEquals("takes addresses and networks such as 127.0.0.0/8, ::1, comma separated", refusal.getMessage());
  }
}
