package org.zulipcalls.support;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses and networks, comma separated: {@code 127.0.0.0/8, ::1}. */
public record Networks(List<Network> members) {

  /** What is all digits, dots and colons is never looked up. */
  private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

  /** An IPv6 address with a zone, in brackets; what is longer is not worth a look. */
  private static final int LONGEST = 100;

  /** The first so many bits of an address. */
  private record Network(byte[] address, int bits) {

    private boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        if (((address[bit / 8] ^ other[bit / 8]) & 0x80 >> bit % 8) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * What the configuration's converter calls.
   *
   * @throws IllegalArgumentException when one is neither address nor network; the message says what is taken
   */
  public static Networks of(String value) {
    return new Networks(
        Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .map(Networks::network)
            .toList());
  }

  private static Network network(String text) {
    String[] parts = text.split("/", -1);
    byte[] address = address(parts[0]).map(InetAddress::getAddress).orElseThrow(Networks::refusal);
    if (parts.length == 1) {
      return new Network(address, address.length * 8);
    }
    if (parts.length > 2 || !parts[1].matches("\\d{1,3}") || Integer.parseInt(parts[1]) > address.length * 8) {
      throw refusal();
    }
    return new Network(address, Integer.parseInt(parts[1]));
  }

  /** The address that a text is; empty when it is none. Nothing is looked up. */
  static Optional<InetAddress> address(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    String literal = text.strip().replaceFirst("%.*", "").replaceFirst("^\\[(.*)]$", "$1");
    if (!LITERAL.matcher(literal).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(literal));
    } catch (UnknownHostException malformed) {
      return Optional.empty();
    }
  }

  boolean contain(InetAddress address) {
    return members.stream().anyMatch(network -> network.contains(address.getAddress()));
  }

  private static IllegalArgumentException refusal() {
    return new IllegalArgumentException("takes addresses and networks such as 127.0.0.0/8, ::1, comma separated");
  }
}
