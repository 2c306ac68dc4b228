package org.zulipcalls.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.Database;
import org.zulipcalls.testing.EventStream;
import org.zulipcalls.testing.Replica;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Starts what was built, makes one whole call over HTTP, and prints how soon it is ready and how large it is, next to
 * the goal for the native executable. Nothing is tuned for it: the executable's own settings hold.
 */
public final class Smoke {

  /** For whoever looks for better ones than those that the executable has. */
  private static final String[] OPTIONS = System.getProperty("load.options", "").isEmpty()
      ? new String[0]
      : System.getProperty("load.options").split(" ");
  private static final int STARTS = 5;
  private static final int STREAMS = 1_000;
  private static final int WORKERS = 20;
  private static final int CALLS_OF_EACH = 167;
  private static final int REQUESTS = 3 * CALLS_OF_EACH * WORKERS;
  private static final String API = "/api/v1/calls/";

  private final Database database = Database.durable();
  private final ZulipStandIn zulip = ZulipStandIn.start(0);
  private final Vertx vertx = Vertx.vertx();
  private final List<StandInUser> users = IntStream.range(0, STREAMS)
      .mapToObj(i -> zulip.addUser("user" + i + "@zulip.com", "User " + i))
      .toList();

  public static void main(String... arguments) throws Exception {
    Smoke smoke = new Smoke();
    try {
      smoke.run();
    } finally {
      smoke.close();
    }
  }

  private void run() throws Exception {
    zulip.setRateLimit(Integer.MAX_VALUE);
    // Makes the schema.
    start().awaitReady().close();
    double[] starts = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      starts[i] = secondsToReady();
    }
    Arrays.sort(starts);
    print("ready with the schema in place (median of %d): %.3f s  [0.15]", STARTS, starts[STARTS / 2]);
    print("on disk: %.0f MB  [100]", megabytesOnDisk());
    try (Replica replica = start().awaitReady()) {
      TimeUnit.SECONDS.sleep(3);
      print("resident idle: %.1f MB  [80]", Memory.resident(replica));
      wholeCall(replica);
      load(replica);
    }
  }

  /** A process that has just started may be asked every millisecond without keeping it from its start. */
  private double secondsToReady() throws Exception {
    long began = System.nanoTime();
    try (Replica replica = start()) {
      while (!isReady(replica)) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private static boolean isReady(Replica replica) throws InterruptedException {
    try {
      return replica.managed("/q/health/ready").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void wholeCall(Replica replica) {
    StandInUser hamlet = zulip.user("hamlet");
    StandInUser othello = zulip.user("othello");
    Client caller = Client.of(hamlet).at(replica.url().toString());
    Client called = Client.of(othello).at(replica.url().toString());
    try (EventStream stream = EventStream.open(replica.url(), EventStream.PATH, "Authorization", othello.basic())) {
      stream.told();
      String callId = caller.post(API + "create", "user_id", othello.userId()).path("call_id");
      expect("created", stream.told().op());
      expect("active", called.post(API + callId + "/respond", "response", "accept").path("call.state"));
      expect("ended", caller.post(API + callId + "/end").path("call.state"));
      expect(callId, caller.get(API + "history").path("calls[0].call_id"));
    }
    print("one whole call: created, rung at its stream, accepted, ended, in the history");
  }

  private static void expect(String expected, String found) {
    if (!expected.equals(found)) {
      throw new IllegalStateException("Not " + expected + " but " + found);
    }
  }

  private void load(Replica replica) throws Exception {
    Requester caller = new Requester(vertx, replica.url(), WORKERS);
    await(calls(caller));
    print("resident after %d requests: %.0f MB%s", REQUESTS, Memory.resident(replica), caller.failures());
    Listeners listeners = new Listeners(vertx, replica.url(), (user, text) -> {
    });
    await(listeners.open(users));
    await(calls(caller));
    print("resident after as many more, told to %d live streams: %.0f MB  [160]%s", STREAMS, Memory.resident(replica),
        caller.failures());
    listeners.close();
    caller.close();
  }

  /** Each worker makes its share, one call after the other, between two people of its own. */
  private Future<?> calls(Requester caller) {
    return Future.all(IntStream.range(0, WORKERS)
        .mapToObj(worker -> calls(caller, users.get(2 * worker), users.get(2 * worker + 1), CALLS_OF_EACH))
        .toList());
  }

  private static Future<Void> calls(Requester caller, StandInUser one, StandInUser other, int left) {
    return left == 0
        ? Future.succeededFuture()
        : caller.wholeCall(one, other).compose(done -> calls(caller, one, other, left - 1));
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get();
  }

  private static double megabytesOnDisk() throws IOException {
    try (Stream<Path> files = Files.walk(Replica.artifact())) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum() / 1e6;
    }
  }

  private Replica start() {
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("calls.zulip.url", zulip.url().toString());
    settings.put("calls.limit.create", "1000000/1m");
    return Replica.start(settings, OPTIONS);
  }

  private static void print(String format, Object... arguments) {
    System.out.printf(Locale.ROOT, format + "%n", arguments);
  }

  private void close() {
    vertx.close();
    zulip.close();
    database.close();
  }
}
