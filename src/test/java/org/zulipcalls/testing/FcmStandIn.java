package org.zulipcalls.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Firebase Cloud Messaging and Google's token endpoint over real HTTP on 127.0.0.1, with a service account of its own.
 * It can be made to fail in the ways in which FCM fails, and it remembers what it was sent.
 */
public final class FcmStandIn implements AutoCloseable {

  /** What every access token that it gives begins with. */
  public static final String ACCESS_TOKEN = "access-token-of-the-stand-in-";
  public static final Duration SLOWNESS = Duration.ofSeconds(5);
  private static final String PROJECT = "ringing-phones";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path credentials;
  private final List<FcmPush> pushes = new CopyOnWriteArrayList<>();
  private final Map<String, FcmFault> faults = new ConcurrentHashMap<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final AtomicInteger count = new AtomicInteger();
  private volatile FcmFault fault = FcmFault.NONE;
  private volatile int tokenStatus = 200;
  private volatile String retryAfter;

  private FcmStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/token", this::token);
    server.createContext("/v1/projects/" + PROJECT + "/messages:send", this::send);
    server.start();
    credentials = Files.createTempFile("fcm-service-account", ".json");
    Files.writeString(credentials, serviceAccount(url() + "/token"));
  }

  public static FcmStandIn start() {
    try {
      return new FcmStandIn();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A service account's file as Firebase gives it. */
  public static String serviceAccount(String tokenUri) {
    try {
      KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
      keys.initialize(2048);
      return JSON.createObjectNode()
          .put("type", "service_account")
          .put("project_id", PROJECT)
          .put("private_key_id", "0123456789abcdef")
          .put("private_key", Pem.ofPrivateKey(keys.generateKeyPair().getPrivate()))
          .put("client_email", "calls@" + PROJECT + ".iam.gserviceaccount.com")
          .put("client_id", "123456789")
          .put("token_uri", tokenUri)
          .toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The settings with which the service finds it. */
  public Map<String, String> settings() {
    return Map.of("calls.push.fcm.credentials-file", credentials.toString(), "calls.push.fcm.endpoint", url());
  }

  /** For every push from here on. */
  public void setFault(FcmFault fault) {
    this.fault = fault;
  }

  /** For pushes to this token, whatever the others get. */
  public void setFault(String token, FcmFault fault) {
    faults.put(token, fault);
  }

  /** What the token endpoint answers; 200 is well. */
  public void setTokenStatus(int status) {
    tokenStatus = status;
  }

  /** What an answer with a fault says of when to come back, whatever the fault's own word for it is. */
  public void setRetryAfter(String value) {
    retryAfter = value;
  }

  /** Everything that came, oldest first. */
  public List<FcmPush> pushes() {
    return List.copyOf(pushes);
  }

  public List<FcmPush> pushesTo(String token) {
    return pushes.stream().filter(push -> push.token().equals(token)).toList();
  }

  /** The types of what came for this token, oldest first. */
  public List<String> typesTo(String token) {
    return pushesTo(token).stream().map(FcmPush::type).collect(Collectors.toList());
  }

  /** How many requests were open at once at most. */
  public int mostInFlight() {
    return mostInFlight.get();
  }

  /** How often somebody has asked for an access token. */
  public int tokenRequests() {
    return tokens.get();
  }

  /** Works again, and knows of nothing. */
  public void reset() {
    fault = FcmFault.NONE;
    faults.clear();
    tokenStatus = 200;
    retryAfter = null;
    pushes.clear();
    mostInFlight.set(0);
    count.set(0);
  }

  private void token(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    tokens.incrementAndGet();
    answer(exchange, tokenStatus, tokenStatus == 200
        ? "{\"access_token\":\"" + ACCESS_TOKEN + tokens.get() + "\",\"expires_in\":3600,\"token_type\":\"Bearer\"}"
        : "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}");
  }

  private void send(HttpExchange exchange) throws IOException {
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    try {
      JsonNode message = JSON.readTree(exchange.getRequestBody()).path("message");
      FcmFault now = effective(faults.getOrDefault(message.path("token").asText(), fault));
      String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      if (!authorization.startsWith("Bearer " + ACCESS_TOKEN)) {
        now = FcmFault.AUTH;
      }
      pushes.add(new FcmPush(message, Instant.now(), now.status() == 200));
      TimeUnit.MILLISECONDS.sleep(now.slowness().toMillis());
      if (now != FcmFault.CUT) {
        now.headers().forEach(exchange.getResponseHeaders()::set);
        if (retryAfter != null && now.status() >= 400) {
          exchange.getResponseHeaders().set("Retry-After", retryAfter);
        }
        answer(exchange, now.status(), now.body("projects/" + PROJECT + "/messages/" + pushes.size()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      inFlight.decrementAndGet();
      exchange.close();
    }
  }

  private FcmFault effective(FcmFault wanted) {
    return wanted == FcmFault.FLAKY && count.incrementAndGet() % 10 > 2 ? FcmFault.NONE : wanted;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      Files.deleteIfExists(credentials);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
