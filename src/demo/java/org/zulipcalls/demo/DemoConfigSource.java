package org.zulipcalls.demo;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.config.spi.ConfigSource;

/** The demo's settings. PostgreSQL starts when its address is first read, not when a source is merely listed. */
final class DemoConfigSource implements ConfigSource {
  /** Below the environment (300) and system properties (400), above application.properties (250). */
  private static final int ORDINAL = 275;
  private static final String DATABASE_URL = "calls.database.url";

  private final Map<String, String> fixed;

  DemoConfigSource(String zulipPort) {
    // Browsers know zulip.localhost by themselves, this process may not: so it does not look for Jitsi there.
    fixed = Map.of("calls.jitsi.check-interval", "0", "calls.database.username", "postgres", "calls.database.password",
        "postgres", "calls.zulip.url",
        "http://127.0.0.1:" + zulipPort, "calls.jitsi.url", "http://zulip.localhost:" + zulipPort + "/room");
  }

  @Override
  public String getName() {
    return "demo";
  }

  @Override
  public int getOrdinal() {
    return ORDINAL;
  }

  @Override
  public Set<String> getPropertyNames() {
    Set<String> names = new HashSet<>(fixed.keySet());
    names.add(DATABASE_URL);
    return names;
  }

  @Override
  public String getValue(String name) {
    return name.equals(DATABASE_URL) ? "postgresql://127.0.0.1:" + DemoPostgres.port() + "/postgres" : fixed.get(name);
  }
}
