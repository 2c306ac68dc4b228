package org.zulipcalls.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A crash of a database's server, which is down until it is mended. Its clients lose their connections. */
public final class Crash {

  private final Path data;
  private final String program;
  private final String options;

  private Crash(Path data) throws IOException {
    this.data = data;
    String command = Files.readString(data.resolve("postmaster.opts")).strip();
    int end = command.indexOf(" \"");
    program = command.substring(0, end);
    options = command.substring(end + 1);
  }

  public static Crash of(Database database) {
    try {
      Crash crash = new Crash(Path.of(database.value(String.class, "SHOW data_directory")));
      database.forgetConnection();
      crash.control("stop", "-m", "immediate");
      return crash;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same server again, on the same port, with what it had. */
  public void mend() {
    control("start", "-l", data.resolve("again.log").toString(), "-o", options);
  }

  /** PostgreSQL refuses to run as root, so whoever is root is nobody for it, as the embedded one does. */
  private void control(String... arguments) {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(Path.of(program).resolveSibling("pg_ctl").toString(), "-w", "-D", data.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(data.resolve("control.log").toFile())
          .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + Files.readString(data.resolve("control.log")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
