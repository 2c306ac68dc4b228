package org.zulipcalls.load;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.zulipcalls.call.WholeCallScript;
import org.zulipcalls.testing.Database;

/** The same three transactions without us: what the database can do. */
final class Pgbench {

  private static final Pattern RATE = Pattern.compile("tps = ([\\d.]+)");

  /** Whole calls a second. */
  static double run(Database database, int clients, int seconds) throws IOException, InterruptedException {
    URI url = URI.create(database.url());
    Path script = Files.writeString(Files.createTempFile("whole-call", ".sql"), WholeCallScript.text());
    ProcessBuilder builder = new ProcessBuilder("pgbench", "-n", "-M", "prepared", "-c", Integer.toString(clients),
        "-j",
        "1", "-T", Integer.toString(seconds), "-h", url.getHost(), "-p", Integer.toString(url.getPort()), "-U",
        "postgres", "-f", script.toString(), "postgres").redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", "postgres");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher rate = RATE.matcher(output);
    boolean succeeded = process.waitFor() == 0;
    Files.delete(script);
    if (!succeeded || !rate.find()) {
      throw new IllegalStateException(output);
    }
    return Double.parseDouble(rate.group(1));
  }

  private Pgbench() {
  }
}
