package org.zulipcalls.support;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.vertx.core.http.HttpServerRequest;

/**
 * Where a request comes from. {@code X-Forwarded-For} is a claim: its last entry is from whoever connects to us, the one
 * before from whom that names, and so on, so it is read from the end and only as long as {@code CALLS_TRUSTED_PROXIES}
 * wrote it.
 */
@Singleton
public class ClientAddress {

  private static final String UNKNOWN = "unknown";
  /** Bytes of an IPv6 address that its owner cannot choose freely: a network of 64 bits. */
  private static final int NETWORK = 8;

  private final Networks trusted;

  ClientAddress(CallsConfig config) {
    trusted = config.trustedProxies();
  }

  /** As text; of an IPv6 address its network, since one client has all of that. */
  public String of(HttpServerRequest request) {
    return request.remoteAddress() == null
        ? UNKNOWN
        : of(request.remoteAddress().hostAddress(), request.headers().getAll("X-Forwarded-For"));
  }

  /** The address of whoever connects, whatever that claims; as {@link #of} gives it. */
  public static String peer(HttpServerRequest request) {
    return Optional.ofNullable(request.remoteAddress())
        .flatMap(peer -> Networks.address(peer.hostAddress()))
        .map(ClientAddress::text)
        .orElse(UNKNOWN);
  }

  /** Whether it was one of our proxies that passed this on. */
  boolean isFromProxy(HttpServerRequest request) {
    return request.remoteAddress() != null
        && Networks.address(request.remoteAddress().hostAddress()).filter(trusted::contain).isPresent();
  }

  String of(String peer, Iterable<String> forwarded) {
    Optional<InetAddress> found = Optional.ofNullable(peer).flatMap(Networks::address);
    String[] claims = String.join(",", forwarded).split(",", -1);
    for (int i = claims.length - 1; i >= 0 && found.filter(trusted::contain).isPresent(); i--) {
      Optional<InetAddress> claimed = Networks.address(claims[i]);
      if (claimed.isEmpty()) {
        break;
      }
      found = claimed;
    }
    return found.map(ClientAddress::text).orElse(UNKNOWN);
  }

  private static String text(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address.getHostAddress();
    }
    try {
      byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK), address.getAddress().length);
      return InetAddress.getByAddress(network).getHostAddress() + "/64";
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
