package org.zulipcalls.demo;

import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Keeps what was asked, from the moment a request arrives, so that one which is dropped counts as well. */
final class Recorder {
  private static final String KEY = Recorder.class.getName();

  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

  void record(RoutingContext context) {
    Entry entry = new Entry(recorded(context.request()));
    entries.add(entry);
    context.put(KEY, entry);
    context.next();
  }

  Entry of(RoutingContext context) {
    return context.get(KEY);
  }

  List<Recorded> requests() {
    return entries.stream().map(entry -> entry.recorded).toList();
  }

  void clear() {
    entries.clear();
  }

  private static Recorded recorded(HttpServerRequest request) {
    Set<String> names = new TreeSet<>();
    request.headers().names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    return new Recorded(request.method().name(), request.path(), request.query(), request.getHeader("Host"),
        names.contains("authorization"), names.contains("cookie"), Set.copyOf(names), null);
  }

  /** One request, which learns later who sent it. */
  static final class Entry {
    private volatile Recorded recorded;

    private Entry(Recorded recorded) {
      this.recorded = recorded;
    }

    void setUser(StandInUser user) {
      recorded = new Recorded(recorded.method(), recorded.path(), recorded.query(), recorded.host(),
          recorded.authorization(), recorded.cookie(), recorded.headerNames(), user.deliveryEmail());
    }
  }
}
