package org.zulipcalls.demo;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/**
 * A Zulip server on 127.0.0.1, as far as this product can tell: who somebody is, whom one may write to, what the realm
 * says about Jitsi, with Zulip's own statuses, codes and texts. It can be made to fail in the ways in which Zulip
 * fails, and it remembers what it was asked. Its methods may be called from any thread but its own.
 */
public final class ZulipStandIn implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final Vertx vertx;
  private final Directory directory = new Directory();
  private final Sessions sessions = new Sessions();
  private final RateLimit rateLimit = new RateLimit();
  private final Recorder recorder = new Recorder();
  private final Faults faults = new Faults();
  private final Messages messages = new Messages();
  private final RegisterEndpoints register = new RegisterEndpoints();
  private final FrontDoor frontDoor;
  private final Router router;
  private HttpServer server;
  private int port;
  private volatile boolean tls;

  private ZulipStandIn(int port) {
    this.port = port;
    vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2)
        .setWorkerPoolSize(2)
        .setInternalBlockingPoolSize(2)
        .setFileSystemOptions(
            new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false)));
    Population.settle(directory);
    frontDoor = new FrontDoor(vertx);
    SessionAuth sessionAuth = new SessionAuth(directory, sessions, rateLimit);
    router = new StandInRoutes(vertx, directory, sessions, sessionAuth, rateLimit, recorder, faults, messages, register)
        .router(frontDoor);
  }

  /** Starts on this port, or on a free one for 0. */
  public static ZulipStandIn start(int port) {
    ZulipStandIn standIn = new ZulipStandIn(port);
    try {
      standIn.restart();
    } catch (RuntimeException e) {
      standIn.close();
      throw e;
    }
    return standIn;
  }

  /** {@code http://127.0.0.1:port}, the address that the service is given as Zulip's. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  /** From here on requests for the calls go to this service, as Zulip's nginx would send them; null closes the door. */
  public void openFrontDoor(URI service) {
    frontDoor.open(service);
  }

  /** Takes the server down; what it knows stays. */
  public synchronized void stop() {
    if (server != null) {
      await(server.close());
      server = null;
    }
  }

  /** Brings it up again on the same port. */
  public synchronized void restart() {
    stop();
    server = await(vertx.createHttpServer().requestHandler(this::handle).listen(port, "127.0.0.1"));
    if (port != server.actualPort() || directory.realm("").url() == null) {
      port = server.actualPort();
      directory.locate(port);
    }
  }

  /** What nginx tells Django of the scheme. */
  private void handle(HttpServerRequest request) {
    if (tls) {
      request.headers().set("X-Forwarded-Proto", "https");
    }
    router.handle(request);
  }

  /** Whether Django takes all that comes as come by TLS, which a proxy in front has ended. */
  public void setTls(boolean on) {
    tls = on;
  }

  @Override
  public synchronized void close() {
    server = null;
    await(vertx.close());
  }

  /** The root realm for the empty text, else that of the subdomain. */
  public StandInRealm realm(String subdomain) {
    return directory.realm(subdomain);
  }

  /** {@code JITSI_SERVER_URL}; null disables Jitsi where the realm names no server. */
  public void setServerJitsiUrl(String url) {
    register.setServerJitsiUrl(url);
  }

  /** By the part of the address before the @; always the present state. */
  public StandInUser user(String name) {
    return directory.named(name);
  }

  /** A new member of the root realm. */
  public synchronized StandInUser addUser(String deliveryEmail, String fullName) {
    return addUser(StandInUser.member(directory.freeId(), deliveryEmail, fullName, directory.realm("")));
  }

  /** Anybody; the id must be free. */
  public StandInUser addUser(StandInUser user) {
    return directory.add(user);
  }

  /** Changes somebody: {@code update("othello", user -> user.withEmailHidden(true))}. */
  public StandInUser update(String name, UnaryOperator<StandInUser> change) {
    return directory.update(name, change);
  }

  /** As an administrator does it, sessions included. */
  public void deactivate(String name) {
    sessions.endAllOf(directory.update(name, user -> user.withActive(false)));
  }

  /** {@code muter} no longer wants to hear from {@code muted}. */
  public void mute(String muter, String muted, boolean on) {
    register.mute(user(muter).userId(), user(muted).userId(), on);
  }

  /** Logs in and returns the value of the cookie {@code sessionid}, {@code __Host-sessionid} in production. */
  public String newSession(StandInUser user) {
    return sessions.open(user);
  }

  public void endSession(String value) {
    sessions.end(value);
  }

  /** A new value for the cookie {@code csrftoken}, {@code __Host-csrftoken} in production. */
  public static String csrfSecret() {
    return CsrfTokens.newSecret();
  }

  /** A token for that secret as a page would hold it, another one at each call. */
  public static String maskedToken(String secret) {
    return CsrfTokens.mask(secret);
  }

  /** Requests that one user may send in 60 s, at first 200; counting starts anew. */
  public void setRateLimit(int requests) {
    rateLimit.setLimit(requests);
  }

  public void setFault(Fault fault) {
    faults.set(fault, "");
  }

  /** The fault, only where path and query contain this text. */
  public void setFault(Fault fault, String uriContains) {
    faults.set(fault, uriContains);
  }

  /** One writes to the other, without a request. */
  public void say(String sender, String recipient, String content) {
    messages.add(user(sender).userId(), Set.of(user(recipient).userId()), content);
  }

  /** Everything that was sent, oldest first. */
  public List<StandInMessage> messages() {
    return messages.all();
  }

  /** Lets time pass for what was sent so far. */
  public void ageMessages(Duration by) {
    messages.age(by);
  }

  /** Every event queue that was ever registered. */
  public List<Registration> registrations() {
    return register.registrations();
  }

  /** What reached "Zulip" itself; what the front door sent on to the service is not in it. */
  public List<Recorded> requests() {
    return recorder.requests();
  }

  /** Forgets requests, messages and registrations, and starts counting for the rate limit anew. */
  public void clearRequests() {
    recorder.clear();
    messages.clear();
    register.clear();
    rateLimit.restart();
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("The stand-in's server did not answer in " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
