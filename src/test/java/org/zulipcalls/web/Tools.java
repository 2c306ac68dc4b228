package org.zulipcalls.web;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs that some tests need: without them these tests are skipped, or fail where {@code zulip-calls.test.demand} is set. */
public final class Tools {

  private static final boolean DEMANDED = Boolean.getBoolean("zulip-calls.test.demand");

  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  static Path chromium() {
    return need("chromium", "google-chrome", "chromium-browser");
  }

  static Path nginx() {
    return need("nginx");
  }

  /** A program that no test demands, since Debian has none that would do. */
  public static Path orSkip(String name) {
    Optional<Path> found = find(name);
    Assumptions.assumeTrue(found.isPresent(), name + " is not installed");
    return found.get();
  }

  private static Path need(String... names) {
    Optional<Path> found = find(names);
    if (found.isEmpty()) {
      String advice = names[0] + " is not installed (Debian: apt-get install chromium nginx); these tests need it";
      if (DEMANDED) {
        Assertions.fail(advice);
      }
      if (TOLD.add(advice)) {
        System.err.println("Skipped: " + advice);
      }
      Assumptions.abort(advice);
    }
    return found.get();
  }

  private static Optional<Path> find(String... names) {
    Stream<String> directories = Stream.concat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
        Stream.of("/usr/sbin", "/usr/local/sbin"));
    return directories.flatMap(directory -> Arrays.stream(names).map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private Tools() {
  }
}
