package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
      "192.168.1.1",
      "169.254.169.254", "100.64.0.1", "100.127.255.255", "198.18.0.1", "192.0.0.192", "224.0.0.1", "240.0.0.1",
      "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "::ffff:10.0.0.1",
      "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "2001:db8::1"})
  void whatLeadsInsideIsNone(String address) throws Exception {
    assertFalse(PublicAddress.is(InetAddress.getByName(address)), address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
      "172.32.0.0", "192.167.255.255", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
      "::ffff:1.1.1.1"})
  void theInternetsAre(String address) throws Exception {
    assertTrue(PublicAddress.is(InetAddress.getByName(address)), address);
  }
}
