package org.zulipcalls.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.zulipcalls.demo.StandInUser;

import io.vertx.core.Vertx;

/**
 * Calls that begin at a fixed rate, whatever becomes of those before. From when the create request is written, which is
 * a little before it arrives, to when the event has come on the recipient's stream.
 */
final class Latency {

  private final Vertx vertx;
  private final Requester caller;
  private final List<StandInUser> users;
  private final Map<Integer, Long> begun = new HashMap<>();
  private final List<Double> millis = new ArrayList<>();
  private boolean measuring;
  private int next;

  /** @param users those at even places call their neighbours, who listen */
  Latency(Vertx vertx, Requester caller, List<StandInUser> users) {
    this.vertx = vertx;
    this.caller = caller;
    this.users = users;
  }

  /** To be told of what the streams tell. */
  void onEvent(StandInUser recipient, String text) {
    if (text.contains("\"op\":\"created\"")) {
      Long start = begun.remove(recipient.userId());
      if (start != null && measuring) {
        millis.add((System.nanoTime() - start) / 1e6);
      }
    }
  }

  String run(int callsPerSecond, int warmUpSeconds, int seconds) throws InterruptedException {
    millis.clear();
    long timer = vertx.setPeriodic(1000 / callsPerSecond, tick -> begin());
    TimeUnit.SECONDS.sleep(warmUpSeconds);
    vertx.runOnContext(ignored -> measuring = true);
    TimeUnit.SECONDS.sleep(seconds);
    vertx.cancelTimer(timer);
    TimeUnit.SECONDS.sleep(2);
    vertx.runOnContext(ignored -> measuring = false);
    List<Double> sorted = millis.stream().sorted().toList();
    return String.format(Locale.ROOT, "p50 %.1f ms, p99 %.1f ms, worst %.1f ms of %d calls", at(sorted, 0.5),
        at(sorted, 0.99), at(sorted, 1), sorted.size());
  }

  private static double at(List<Double> sorted, double part) {
    return sorted.get((int) Math.max(0, Math.ceil(part * sorted.size()) - 1));
  }

  private void begin() {
    int one = 2 * (next++ % (users.size() / 2));
    begun.put(users.get(one + 1).userId(), System.nanoTime());
    caller.wholeCall(users.get(one), users.get(one + 1));
  }
}
