package org.zulipcalls.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.zulipcalls.demo.StandInUser;
import org.zulipcalls.demo.ZulipStandIn;

/** Some replicas of the packaged service on one database, beside one Zulip that lets everybody ask as often as they like. */
public final class Cluster implements AutoCloseable {

  private static final int GENEROUS = 1_000_000;

  private final Database database;
  private final ZulipStandIn zulip = ZulipStandIn.start(0);
  private final AtomicInteger people = new AtomicInteger();
  private final Map<String, String> settings;
  private final List<Replica> replicas;

  private Cluster(Database database, int size, Map<String, String> settings, String... javaOptions) {
    this.database = database;
    zulip.setRateLimit(GENEROUS);
    Map<String, String> all = new HashMap<>(database.settings());
    all.put("calls.zulip.url", zulip.url().toString());
    all.put("calls.zulip.invite-message", "false");
    all.put("calls.zulip.check-interval", "0");
    all.put("calls.jitsi.check-interval", "0");
    all.put("calls.limit.create", GENEROUS + "/1m");
    all.put("calls.limit.update", GENEROUS + "/1m");
    all.putAll(settings);
    this.settings = all;
    replicas = new ArrayList<>(IntStream.range(0, size).mapToObj(i -> Replica.start(all, javaOptions)).toList());
  }

  /** @param settings more of them, by their names */
  public static Cluster start(int size, Map<String, String> settings, String... javaOptions) {
    return start(Database.start(), size, settings, javaOptions);
  }

  /** The same on this database, which it closes. */
  public static Cluster start(Database database, int size, Map<String, String> settings, String... javaOptions) {
    Cluster cluster = new Cluster(database, size, settings, javaOptions);
    try {
      cluster.replicas.forEach(Replica::awaitReady);
      cluster.replicas.forEach(cluster::warmUp);
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  /** The first answers of a process on a busy machine may come later than it waits for Zulip itself. */
  private void warmUp(Replica replica) {
    Client anybody = Client.of(zulip.user("hamlet")).at(replica.url().toString());
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> anybody.get("/api/v1/calls/history").statusCode() == 200);
  }

  /** Starts one more, which nobody waits for; whoever asks for it closes it. */
  public Replica another() {
    return another(Map.of());
  }

  /** @param others settings that this one has otherwise */
  public Replica another(Map<String, String> others) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(others);
    return Replica.start(all, "-Xmx128m");
  }

  /** Starts another in its place, and waits until that is ready; the old one goes on. */
  public void replace(int number) {
    Replica replacement = Replica.start(settings, "-Xmx128m").awaitReady();
    warmUp(replacement);
    replicas.set(number, replacement);
  }

  /** Kills one and starts another in its place. */
  public void restart(int number) {
    replica(number).kill();
    replicas.set(number, Replica.start(settings).awaitReady());
  }

  public Database database() {
    return database;
  }

  public ZulipStandIn zulip() {
    return zulip;
  }

  /** Somebody new in the root realm. */
  public StandInUser newUser() {
    int number = people.incrementAndGet();
    return zulip.addUser("person" + number + "@zulip.com", "Person " + number);
  }

  public Client client(StandInUser user, int replica) {
    return Client.of(user).at(replicas.get(replica).url().toString());
  }

  /** A stream that has begun. */
  public EventStream stream(StandInUser user, int replica) {
    EventStream stream = EventStream.open(replica(replica).url(), EventStream.PATH, "Authorization", user.basic());
    assertEquals("snapshot", stream.next().name());
    return stream;
  }

  public Replica replica(int number) {
    return replicas.get(number);
  }

  public List<Replica> replicas() {
    return List.copyOf(replicas);
  }

  @Override
  public void close() {
    replicas.forEach(Replica::close);
    zulip.close();
    database.close();
  }
}
