package org.zulipcalls.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Many clients in the same moment. */
public final class AtOnce {

  private static final long PATIENCE_SECONDS = 60;

  /** Does it so many times in as many threads, which all wait for the last one; the results in order. */
  public static <T> List<T> run(int times, IntFunction<T> what) {
    CyclicBarrier start = new CyclicBarrier(times);
    List<Callable<T>> tasks = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      int number = i;
      tasks.add(() -> {
        start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return what.apply(number);
      });
    }
    ExecutorService threads = Executors.newFixedThreadPool(times);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(tasks)) {
        results.add(result.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private AtOnce() {
  }
}
