package org.zulipcalls.load;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.demo.ZulipStandIn;
import org.zulipcalls.testing.Database;
import org.zulipcalls.testing.Replica;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/**
 * Prints how fast one replica is on this machine, everything on it: the packaged service, PostgreSQL with its own
 * settings (durable), the Zulip stand-in and the client. Each figure comes after a warm-up.
 */
public final class Benchmark {

  private static final int WORKERS = 20;
  private static final int WARM_UP = Integer.getInteger("load.warm-up", 15);
  private static final int SECONDS = Integer.getInteger("load.seconds", 20);
  private static final int CALLING = 2_000;
  private static final int IDLE = 2_000;
  private static final int MANY_IDLE = 10_000;
  /** Which of throughput, latency, memory. */
  private static final String PARTS = System.getProperty("load.parts", "throughput,latency,memory");
  private static final String OPTIONS = System.getProperty("load.options", "");
  /** By itself a heap that goes back to what it needs. */
  private static final String[] JAVA = (OPTIONS.isEmpty()
      ? "-Xmx512m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20"
      : OPTIONS).split(" ");

  private final Database database = Database.durable();
  private final ZulipStandIn zulip = ZulipStandIn.start(0);
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final List<StandInUser> calling = users("calling", CALLING);
  private final List<StandInUser> idle = users("idle", MANY_IDLE);

  public static void main(String... arguments) throws Exception {
    System.out.printf(Locale.ROOT,
        "One replica (java %s), PostgreSQL (fsync on), the Zulip stand-in and this client on %d "
            + "processors; %d s warm-up, %d s measured%n",
        String.join(" ", JAVA), Runtime.getRuntime().availableProcessors(),
        WARM_UP, SECONDS);
    Benchmark benchmark = new Benchmark();
    try {
      benchmark.run();
    } finally {
      benchmark.close();
    }
  }

  private void run() throws Exception {
    zulip.setRateLimit(Integer.MAX_VALUE);
    if (PARTS.contains("throughput")) {
      throughput();
    }
    if (PARTS.contains("latency")) {
      latency();
    }
    if (PARTS.contains("memory")) {
      memory();
    }
  }

  private void throughput() throws Exception {
    Replica off = start(false);
    forget();
    Pgbench.run(database, WORKERS, WARM_UP);
    double pgbench = Pgbench.run(database, WORKERS, SECONDS);
    print("pgbench, the same three transactions, %d clients: %.0f whole calls/s", WORKERS, pgbench);
    double without = throughput(off, "off", pgbench, "pgbench");
    off.close();
    Replica on = start(true);
    throughput(on, "on, nobody listens", without, "off");
    Listeners listeners = new Listeners(vertx, on.url(), (user, text) -> {
    });
    await(listeners.open(calling));
    throughput(on, "on, everybody listens", without, "off");
    listeners.close();
    on.close();
  }

  private double throughput(Replica replica, String events, double other, String otherName) throws Exception {
    forget();
    Requester caller = new Requester(vertx, replica.url(), WORKERS);
    Throughput throughput = new Throughput(vertx, caller, calling, WORKERS, replica.process());
    double rate = throughput.run(WARM_UP, SECONDS);
    print("live events %s: %.0f whole calls/s, %.2f of %s; %.2f ms of the service's processor time for each%s", events,
        rate,
        rate / other, otherName, throughput.processorMillis(), caller.failures());
    caller.close();
    return rate;
  }

  /** What is measured later would find larger tables, and a vacuum at work that it did not cause. */
  private void forget() {
    database.update("TRUNCATE call CASCADE");
    database.update("CHECKPOINT");
  }

  private void latency() throws Exception {
    Replica replica = start(true);
    Listeners quiet = new Listeners(vertx, replica.url(), (user, text) -> {
    });
    await(quiet.open(idle.subList(0, IDLE)));
    Requester caller = new Requester(vertx, replica.url(), 200);
    Latency latency = new Latency(vertx, caller, calling);
    Listeners called = new Listeners(vertx, replica.url(), latency::onEvent);
    await(called.open(IntStream.range(0, CALLING / 2).mapToObj(i -> calling.get(2 * i + 1)).toList()));
    for (int rate : List.of(50, 200)) {
      print("create request to event at %d calls/s, %d idle streams: %s%s", rate, IDLE,
          latency.run(rate, WARM_UP, SECONDS),
          caller.failures());
    }
    caller.close();
    quiet.close();
    called.close();
    replica.close();
  }

  private void memory() throws Exception {
    Replica replica = start(true);
    // What the code itself takes is there before the base is taken.
    Requester caller = new Requester(vertx, replica.url(), WORKERS);
    new Throughput(vertx, caller, calling, WORKERS, replica.process()).run(WARM_UP, 1);
    Listeners few = new Listeners(vertx, replica.url(), (user, text) -> {
    });
    await(few.open(calling.subList(0, 200)));
    few.close();
    Memory base = Memory.of(replica);
    Listeners listeners = new Listeners(vertx, replica.url(), (user, text) -> {
    });
    await(listeners.open(idle));
    Memory full = Memory.of(replica);
    print("%d idle streams: %s over the base of %s", MANY_IDLE, full.minus(base), base);
    caller.close();
    listeners.close();
    replica.close();
  }

  private Replica start(boolean events) {
    Map<String, String> settings = new HashMap<>(database.settings());
    settings.put("calls.zulip.url", zulip.url().toString());
    settings.put("calls.zulip.invite-message", "false");
    settings.put("calls.limit.create", "1000000/1m");
    settings.put("calls.feed.enabled", Boolean.toString(events));
    return Replica.start(settings, JAVA).awaitReady();
  }

  private List<StandInUser> users(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> zulip.addUser(name + i + "@zulip.com", name + " " + i)).toList();
  }

  private static void await(Future<Void> future) throws InterruptedException, ExecutionException {
    future.toCompletionStage().toCompletableFuture().get();
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
