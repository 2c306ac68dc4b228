package org.zulipcalls.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import org.jboss.logging.MDC;

/** What the service logs while the test runs. {@link Level#SEVERE} is what others call an error. */
public final class LogLines extends Handler implements AutoCloseable {

  private record Line(int level, String text) {}

  private final Map<String, String> requests = new ConcurrentHashMap<>();

  private final Logger logger = Logger.getLogger("org.zulipcalls");
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  private LogLines() {
    logger.addHandler(this);
  }

  public static LogLines capture() {
    return new LogLines();
  }

  @Override
  public void publish(LogRecord entry) {
    String text = new SimpleFormatter().formatMessage(entry);
    lines.add(new Line(entry.getLevel().intValue(), text));
    requests.put(text, String.valueOf(MDC.get("requestId")));
  }

  /** Fails unless this line was logged at this level. */
  public void has(Level level, String text) {
    assertTrue(lines.contains(new Line(level.intValue(), text)), "Not logged: " + text + " but: " + lines);
  }

  /** The name of the request that set off the first line that begins so. */
  public String requestOf(String start) {
    String text = all().stream()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError("Not logged: " + start + " but " + all()));
    return requests.get(text);
  }

  public List<String> all() {
    return lines.stream().map(Line::text).toList();
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
