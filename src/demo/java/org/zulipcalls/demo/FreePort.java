package org.zulipcalls.demo;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for processes that have to be told theirs before they start. The kernel's own choice (port 0) is free only at
 * that moment: it gives the same port to the next outgoing connection. These lie below the range from which Linux
 * takes those ({@code net.ipv4.ip_local_port_range}, 32768 and above), and none is given twice.
 */
public final class FreePort {

  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;
  /** Another JVM on this machine begins elsewhere. */
  private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private FreePort() {
  }

  /** @throws IllegalStateException if all are taken */
  public static int next() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("No port from " + FIRST + " to " + (FIRST + COUNT - 1) + " is free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
