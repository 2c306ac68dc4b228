package org.zulipcalls.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** The script that puts our file into Zulip's container, run as that container's start does: with nginx on its path. */
final class SetupScript {

  private static final Path SCRIPT = Path.of("src/main/nginx/zulip-calls-setup.sh").toAbsolutePath();

  private final Path directory;

  /** What it wrote, and what it ended with. */
  record Outcome(int exitCode, String output) {}

  /** @param directory nginx' directory */
  SetupScript(Path directory) {
    this.directory = directory;
  }

  Path file() {
    return directory.resolve("zulip-include/app.d/zulip-calls.conf");
  }

  /** Runs it with nginx as its directory has it. */
  Outcome run(Map<String, String> environment) {
    return run(environment, "exec " + String.join(" ", Nginx.command(directory)) + " \"$@\"");
  }

  /** Runs it with another program in nginx' place. */
  Outcome run(Map<String, String> environment, String nginx) {
    try {
      Path program = Files.createDirectories(directory.resolve("bin")).resolve("nginx");
      Files.writeString(program, "#!/bin/sh\n" + nginx + "\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      ProcessBuilder process = new ProcessBuilder(List.of("bash", "-c", SCRIPT.toString())).redirectErrorStream(true);
      process.environment().put("PATH", program.getParent() + ":" + System.getenv("PATH"));
      process.environment().put("ZULIP_CALLS_NGINX", directory.toString());
      process.environment().putAll(environment);
      Process running = process.start();
      String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(running.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
