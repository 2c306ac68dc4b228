package org.zulipcalls.support;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.Config;

import io.quarkus.runtime.configuration.DurationConverter;

/**
 * Waits at the start for a database that does not answer yet (a pod's containers start in no order), and tells in one
 * line what an operator has to mend when it refuses us. Runs on the main thread, before there is an event loop.
 */
public class DatabaseCheck {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final String url;
  private final Properties login = new Properties();
  private final Duration patience;

  public DatabaseCheck(Config config) {
    url = config.getValue("calls.database.url", String.class);
    config.getOptionalValue("calls.database.username", String.class).ifPresent(name -> login.put("user", name));
    config.getOptionalValue("calls.database.password", String.class).ifPresent(word -> login.put("password", word));
    config.getOptionalValue("calls.database.ca-file", String.class).ifPresent(file -> login.put("sslrootcert", file));
    // As in application.properties: what the URL does not say.
    login.put("sslmode", "disable");
    login.put("connectTimeout", "5");
    patience = config.getOptionalValue("calls.database.start-timeout", String.class)
        .map(DurationConverter::parseDuration)
        .orElse(Duration.ofMinutes(1));
  }

  /** One line when the database cannot be used; empty when it can. */
  public List<String> problems() {
    long until = System.nanoTime() + patience.toNanos();
    boolean told = false;
    while (true) {
      try {
        DriverManager.getConnection("jdbc:" + url, login).close();
        return List.of();
      } catch (SQLException refused) {
        if (isFinal(refused) || System.nanoTime() > until) {
          return List.of(advice(refused));
        }
        if (!told) {
          System.err.println("Waiting for the database: " + firstLine(refused));
          told = true;
        }
      }
      try {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return List.of("Stopped while waiting for the database");
      }
    }
  }

  /**
   * PostgreSQL's own refusals do not mend themselves, but for "the database system is starting up" (57P03); 08004 is the
   * driver's for a server without TLS, or one that wants a password where we have none.
   */
  private static boolean isFinal(SQLException refused) {
    String state = String.valueOf(refused.getSQLState());
    return Stream.of("28", "3D", "08004").anyMatch(state::startsWith) || DatabaseTls.advice(refused).isPresent();
  }

  private String advice(SQLException refused) {
    String state = String.valueOf(refused.getSQLState());
    boolean hasNoPassword = login.getProperty("password", "").isEmpty();
    String variable = state.startsWith("28") || state.equals("08004") && hasNoPassword
        ? "CALLS_DATABASE_USERNAME, CALLS_DATABASE_PASSWORD"
        : "CALLS_DATABASE_URL";
    return DatabaseTls.advice(refused).orElse(variable + ": the database refuses: " + firstLine(refused));
  }

  private static String firstLine(SQLException refused) {
    return String.valueOf(refused.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
