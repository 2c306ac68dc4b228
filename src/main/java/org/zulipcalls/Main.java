package org.zulipcalls;

import java.util.List;

import org.eclipse.microprofile.config.Config;
import org.zulipcalls.push.FcmCredentials;
import org.zulipcalls.support.ConfigCheck;
import org.zulipcalls.support.DatabaseCheck;
import org.zulipcalls.support.HealthProbe;
import org.zulipcalls.support.SecretFiles;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Where the process starts: what an operator may have got wrong is told in one line before Quarkus runs. */
@QuarkusMain
public class Main {

  public static void main(String... args) {
    // The demo's settings are those of the profile that its Maven profile names.
    Config config = new SmallRyeConfigBuilder().addDefaultSources()
        .addDiscoveredSources()
        // Named, since nothing is discovered in the native executable.
        .withSources(new SecretFiles())
        .withProfile(System.getProperty("quarkus.profile", "prod"))
        .build();
    if (List.of(args).equals(List.of("health"))) {
      System.exit(HealthProbe.isReady(config) ? 0 : 1);
    }
    List<String> problems = new ConfigCheck(config).problems();
    if (problems.isEmpty()) {
      problems = FcmCredentials.problems(config);
    }
    if (problems.isEmpty()) {
      problems = new DatabaseCheck(config).problems();
    }
    if (!problems.isEmpty()) {
      problems.forEach(System.err::println);
      System.exit(1);
    }
    Quarkus.run(args);
  }

  Main() {
  }
}
