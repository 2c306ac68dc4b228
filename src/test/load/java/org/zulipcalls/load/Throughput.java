package org.zulipcalls.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.zulipcalls.demo.StandInUser;

import io.vertx.core.Vertx;

/** So many workers, each of which begins the next call when its last has ended. */
final class Throughput {

  private final Vertx vertx;
  private final Requester caller;
  private final List<StandInUser> users;
  private final int workers;
  private final Process service;
  private double processorMillis;
  private boolean stopped;
  private volatile long calls;
  private CountDownLatch running;

  /** @param users each worker has its own, who call each other in turn */
  Throughput(Vertx vertx, Requester caller, List<StandInUser> users, int workers, Process service) {
    this.vertx = vertx;
    this.caller = caller;
    this.users = users;
    this.workers = workers;
    this.service = service;
  }

  /** Whole calls a second. */
  double run(int warmUpSeconds, int seconds) throws InterruptedException {
    running = new CountDownLatch(workers);
    vertx.runOnContext(ignored -> {
      for (int worker = 0; worker < workers; worker++) {
        next(worker, 0);
      }
    });
    TimeUnit.SECONDS.sleep(warmUpSeconds);
    long before = calls;
    long start = System.nanoTime();
    long used = used();
    TimeUnit.SECONDS.sleep(seconds);
    double rate = (calls - before) / ((System.nanoTime() - start) / 1e9);
    processorMillis = (double) (used() - used) / (calls - before);
    vertx.runOnContext(ignored -> stopped = true);
    running.await();
    return rate;
  }

  /** What the service used for one of them. */
  double processorMillis() {
    return processorMillis;
  }

  private long used() {
    return service.info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  private void next(int worker, int number) {
    if (stopped) {
      running.countDown();
      return;
    }
    int own = users.size() / workers / 2 * 2;
    int one = worker * own + 2 * number % own;
    caller.wholeCall(users.get(one), users.get(one + 1)).onComplete(done -> {
      calls++;
      next(worker, number + 1);
    });
  }
}
