package org.zulipcalls.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.zulipcalls.testing.Replica;

/** What a replica holds after it has collected its garbage. */
record Memory(double residentMb, double heapMb) {

  static Memory of(Replica replica) throws IOException, InterruptedException {
    long pid = replica.process().pid();
    for (int i = 0; i < 2; i++) {
      new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid),
          "GC.run")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
    double heap = replica.managed("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
    return new Memory(resident(replica), heap / 1024 / 1024);
  }

  /** Megabytes that the process holds, garbage and all. */
  static double resident(Replica replica) throws IOException {
    double kilobytes = Files.readAllLines(Path.of("/proc", Long.toString(replica.process().pid()), "status"))
        .stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
        .sum();
    return kilobytes / 1024;
  }

  Memory minus(Memory base) {
    return new Memory(residentMb - base.residentMb, heapMb - base.heapMb);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.0f MB resident, %.0f MB heap", residentMb, heapMb);
  }
}
