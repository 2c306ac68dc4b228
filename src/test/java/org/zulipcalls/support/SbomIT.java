package org.zulipcalls.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Expect;

import com.fasterxml.jackson.databind.JsonNode;

/** The bill of materials beside the package names what is in it. */
class SbomIT {

  private static final Path BILL = Path.of("target", "bom.json");
  /** Of the jar; of the executable, what it was made from. */
  private static final Path LIBRARIES = Path.of("target",
      System.getProperty("zulip-calls.test.binary", "").isEmpty()
          ? "quarkus-app"
          : "zulip-calls-native-image-source-jar",
      "lib");

  /** As the files in the package are called: group, name, version and, of some, the classifier. */
  private static String file(JsonNode component) {
    String classifier = component.path("purl").asText().replaceFirst(".*[?&]classifier=([^&]*).*|.*", "$1");
    return component.path("group").asText() + "." + component.path("name").asText() + "-"
        + component.path("version").asText() + (classifier.isEmpty() ? "" : "-" + classifier) + ".jar";
  }

  /** Quarkus prefixes a library of which it left classes out of the executable; it is the library still. */
  private static String unmodified(String file) {
    return file.replaceFirst("^modified-", "");
  }

  /** Offline Maven makes none; .ci/run demands it. */
  @BeforeEach
  void isThere() throws IOException {
    boolean made = Files.exists(BILL)
        && Files.getLastModifiedTime(BILL).compareTo(Files.getLastModifiedTime(Path.of("pom.xml"))) > 0;
    assumeTrue(made || Boolean.getBoolean("zulip-calls.test.demand"), "There is no bill of this build");
  }

  @Test
  void everyLibraryInThePackageIsInTheBill() throws IOException {
    JsonNode bill = Expect.json(Files.readString(BILL));
    assertEquals("CycloneDX", bill.path("bomFormat").asText());
    assertEquals("zulip-calls", bill.path("metadata").path("component").path("name").asText());
    Set<String> told = new TreeSet<>();
    bill.path("components").forEach(component -> told.add(file(component)));
    Set<String> packaged = new TreeSet<>();
    try (Stream<Path> files = Files.walk(LIBRARIES)) {
      files.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .map(SbomIT::unmodified)
          .forEach(packaged::add);
    }
    assertTrue(packaged.size() > 100, packaged.toString());
    packaged.removeAll(told);
    assertEquals(Set.of(), packaged);
  }

  @Test
  void nothingOfTheTestsIsInTheBill() throws IOException {
    String bill = Files.readString(BILL);
    for (String foreign : Set.of("pkg:maven/org.junit", "pkg:maven/com.microsoft.playwright", "pkg:maven/io.zonky.test",
        "pkg:maven/com.tngtech.archunit")) {
      assertEquals(-1, bill.indexOf(foreign), foreign);
    }
  }
}
