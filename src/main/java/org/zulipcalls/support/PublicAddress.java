package org.zulipcalls.support;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Whether an address is one of the internet's, and not of this machine, of a private network or of a cloud's own services
 * (RFC 6890 and IANA's registries of special-purpose addresses).
 */
public final class PublicAddress {

  private static final Networks SPECIAL = Networks
      .of("0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, "
          + "172.16.0.0/12, 192.0.0.0/24, 192.0.2.0/24, 192.88.99.0/24, 192.168.0.0/16, 198.18.0.0/15, 198.51.100.0/24, "
          + "203.0.113.0/24, 224.0.0.0/3");
  /** Of IPv6 only this part is given out, and within it some that lead to IPv4 or nowhere. */
  private static final Networks GLOBAL6 = Networks.of("2000::/3");
  private static final Networks SPECIAL6 = Networks.of("2001::/23, 2001:db8::/32, 2002::/16, 3fff::/20");

  public static boolean is(InetAddress address) {
    return address instanceof Inet6Address
        ? GLOBAL6.contain(address) && !SPECIAL6.contain(address)
        : !SPECIAL.contain(address);
  }

  private PublicAddress() {
  }
}
