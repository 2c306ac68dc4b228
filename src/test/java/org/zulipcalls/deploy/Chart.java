package org.zulipcalls.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;

/** A chart in the hands of Helm itself. */
final class Chart {

  static final Chart OURS = new Chart(Path.of("helm/zulip-calls"), "zulip-calls");
  /** What an overlay meets in docker-zulip's chart. */
  static final Chart ZULIP = new Chart(Path.of("src/test/resources/helm/docker-zulip"), "zulip");

  private static final Path COPIES = Path.of("target", "charts");

  private final Path directory;
  private final String release;

  private Chart(Path directory, String release) {
    this.directory = directory;
    this.release = release;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** The manifests as Helm writes them, in the namespace {@code zulip}, with these files of values. */
  String render(Path... values) {
    TemplateCommand command = new Helm(directory).template().withName(release).withNamespace("zulip");
    Arrays.stream(values).forEach(command::withValuesFile);
    return command.call();
  }

  List<JsonNode> objects(Path... values) {
    return Yaml.readAll(render(values));
  }

  /** What Helm's linter says with these values in place of the chart's own; warnings count. */
  LintResult lint(Path values) {
    try {
      Path copy = Files.createTempDirectory(Files.createDirectories(COPIES), "lint").resolve(directory.getFileName());
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.toList()) {
          Files.copy(file, copy.resolve(directory.relativize(file).toString()));
        }
      }
      ObjectNode own = (ObjectNode) Yaml.read(file("values.yaml"));
      Files.writeString(copy.resolve("values.yaml"), Yaml.write(Yaml.merged(own, Yaml.read(values))));
      return new Helm(copy).lint().strict().call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode named(List<JsonNode> objects, String kind, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").asText().equals(kind)
            && object.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The one object of this kind. */
  static JsonNode one(List<JsonNode> objects, String kind) {
    List<JsonNode> found = objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
    if (found.size() != 1) {
      throw new AssertionError("One " + kind + " is expected, not " + found);
    }
    return found.get(0);
  }
}
