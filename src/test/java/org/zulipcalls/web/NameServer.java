package org.zulipcalls.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;

/** Knows one name, and says 127.0.0.1 (RFC 1035, section 4); every other name does not exist. */
final class NameServer implements AutoCloseable {

  private static final int HEADER = 12;
  private static final int TYPE_AND_CLASS = 4;
  private static final byte[] LOOPBACK = {(byte) 0xC0, HEADER, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 127, 0, 0, 1};

  private final DatagramSocket socket;
  private final String name;

  private NameServer(DatagramSocket socket, String name) {
    this.socket = socket;
    this.name = name;
  }

  static NameServer knowing(String name) {
    try {
      NameServer server = new NameServer(new DatagramSocket(0, InetAddress.getByName("127.0.0.1")), name);
      Thread thread = new Thread(server::serve, "name server");
      thread.setDaemon(true);
      thread.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As nginx' {@code resolver} takes it. */
  String address() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  @Override
  public void close() {
    socket.close();
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      try {
        DatagramPacket asked = new DatagramPacket(buffer, buffer.length);
        socket.receive(asked);
        byte[] answer = answer(Arrays.copyOf(buffer, asked.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
      } catch (IOException closed) {
        // The loop's condition tells.
      }
    }
  }

  private byte[] answer(byte[] query) {
    StringBuilder asked = new StringBuilder();
    int at = HEADER;
    while (query[at] != 0) {
      asked.append(asked.isEmpty() ? "" : ".").append(new String(query, at + 1, query[at]));
      at += 1 + query[at];
    }
    int end = at + 1 + TYPE_AND_CLASS;
    boolean known = asked.toString().equals(name);
    boolean v4 = query[at + 2] == 1;
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(query, 0, end);
    if (known && v4) {
      answer.writeBytes(LOOPBACK);
    }
    byte[] bytes = answer.toByteArray();
    bytes[2] = (byte) 0x81;
    bytes[3] = (byte) (known ? 0x80 : 0x83);
    bytes[7] = (byte) (known && v4 ? 1 : 0);
    Arrays.fill(bytes, 8, HEADER, (byte) 0);
    return bytes;
  }
}
