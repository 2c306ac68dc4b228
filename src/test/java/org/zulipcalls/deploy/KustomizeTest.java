package org.zulipcalls.deploy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.web.Tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The plain manifests, for people without Helm. */
class KustomizeTest {

  private static final Path K8S = Path.of("k8s");
  @TempDir
  Path directory;

  private static List<Path> files(String name) throws IOException {
    try (Stream<Path> all = Files.walk(K8S)) {
      return all.filter(file -> file.getFileName().toString().matches(name)).sorted().toList();
    }
  }

  @Test
  void kubernetesTakesEveryFile() throws IOException {
    for (Path file : files("(?!kustomization).*\\.yaml")) {
      for (JsonNode object : Yaml.readAll(Yaml.text(file))) {
        boolean patch = file.endsWith("statefulset.yaml");
        assertDoesNotThrow(() -> KubernetesTypes.check(patch ? whole(object) : object), file::toString);
      }
    }
  }

  /** A patch with what the object that it is for has besides. */
  private static JsonNode whole(JsonNode patch) {
    JsonNode zulip = Yaml.read("""
        spec:
          serviceName: zulip
          selector: {matchLabels: {a: b}}
        """);
    return Yaml.merged((ObjectNode) patch, zulip);
  }

  @Test
  void everyKustomizationNamesFilesThatAreThereAndLeavesNoneOut() throws IOException {
    Set<Path> named = new TreeSet<>();
    List<Path> kustomizations = files("kustomization\\.yaml");
    assertEquals(4, kustomizations.size());
    for (Path kustomization : kustomizations) {
      JsonNode content = Yaml.read(kustomization);
      assertTrue(Set.of("Kustomization", "Component").contains(content.path("kind").asText()));
      content.path("resources")
          .forEach(resource -> named.add(kustomization.resolveSibling(resource.asText())
              .normalize()));
      content.path("patches").forEach(patch -> named.add(kustomization.resolveSibling(patch.path("path").asText())));
    }
    named.forEach(file -> assertTrue(Files.exists(file), file.toString()));
    assertEquals(files("(?!kustomization).*\\.yaml"), named.stream().filter(Files::isRegularFile).toList());
  }

  /** The same container in Helm's overlay and here, but for what only a volume of one's own allows. */
  @Test
  void theSidecarIsThatOfHelmsOverlay() {
    ObjectNode helm = ((ObjectNode) Yaml.read(Path.of("helm/sidecar-values.yaml")).at("/sidecars/0")).deepCopy();
    ObjectNode plain = ((ObjectNode) Yaml.read(Path.of("k8s/overlays/sidecar/statefulset.yaml"))
        .at("/spec/template/spec/containers/1")).deepCopy();
    assertTrue(((ObjectNode) plain.get("securityContext")).remove("readOnlyRootFilesystem").asBoolean());
    plain.remove("volumeMounts");
    assertEquals(helm, plain);
  }

  /** Likewise what comes with it; there are no more of them in Helm's. */
  @Test
  void theSidecarsObjectsAreThoseOfHelmsOverlay() {
    Path overlay = Path.of("helm/sidecar-values.yaml");
    assertEquals(2, Yaml.read(overlay).path("extraObjects").size());
    List<JsonNode> helm = Chart.ZULIP.objects(Path.of("src/test/resources/helm/zulip-site.yaml"), overlay);
    assertEquals(Chart.named(helm, "ConfigMap", "zulip-calls").path("data"),
        Yaml.read(Path.of("k8s/overlays/sidecar/settings.yaml")).path("data"));
    ObjectNode service = Chart.named(helm, "Service", "zulip-calls").path("spec").deepCopy();
    ((ObjectNode) service.path("selector")).remove("app.kubernetes.io/instance");
    assertEquals(service, Yaml.read(Path.of("k8s/overlays/sidecar/service.yaml")).path("spec"));
  }

  /** What Zulip is told of a service that is not in its pod. */
  @Test
  void zulipIsToldTheSameAsByHelmsOverlay() {
    JsonNode helm = Yaml.read(Path.of("helm/standalone-values.yaml")).at("/zulip/environment");
    Map<String, String> plain = new HashMap<>();
    Yaml.read(Path.of("k8s/overlays/standalone/zulip/statefulset.yaml"))
        .at("/spec/template/spec/containers/0/env")
        .forEach(variable -> plain.put(variable.path("name").asText(), variable.path("value").asText()));
    assertEquals(1, helm.size());
    assertEquals(
        helm.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, set -> set.getValue().asText())),
        plain);
  }

  private static List<JsonNode> build(Path kustomization) {
    try {
      Process process = new ProcessBuilder(Tools.orSkip("kubectl").toString(), "kustomize",
          "--load-restrictor=LoadRestrictionsNone", kustomization.toString())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor());
      return Yaml.readAll(output);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void kustomizeMakesTheServiceOfTheChart() {
    List<JsonNode> built = build(K8S.resolve("overlays/standalone"));
    List<JsonNode> rendered = Chart.OURS.objects();
    assertEquals(rendered.size() + 1, built.size());
    built.forEach(object -> assertDoesNotThrow(() -> KubernetesTypes.check(object)));
    assertEquals(Chart.one(rendered, "Deployment").at("/spec/template/spec"),
        Chart.one(built, "Deployment").at("/spec/template/spec"));
  }

  /** Into a Zulip that comes from docker-zulip's chart, as the model of it has it. */
  @ParameterizedTest
  @ValueSource(strings = {"sidecar", "standalone/zulip"})
  void kustomizePutsOursIntoZulipsPod(String component) throws IOException {
    Files.writeString(directory.resolve("zulip.yaml"),
        Chart.ZULIP.render(Path.of("src/test/resources/helm/zulip-site.yaml")));
    Files.writeString(directory.resolve("kustomization.yaml"), "apiVersion: kustomize.config.k8s.io/v1beta1\n"
        + "kind: Kustomization\nresources: [zulip.yaml]\ncomponents: ["
        + directory.toRealPath().relativize(K8S.resolve("overlays").resolve(component).toRealPath()) + "]\n");
    List<JsonNode> built = build(directory);
    built.forEach(object -> assertDoesNotThrow(() -> KubernetesTypes.check(object)));
    JsonNode pod = Chart.one(built, "StatefulSet").at("/spec/template/spec");
    boolean sidecar = component.equals("sidecar");
    assertEquals(sidecar ? List.of("zulip", "zulip-calls") : List.of("zulip"),
        Stream.of(pod.path("containers").findParents("image").toArray(JsonNode[]::new))
            .map(container -> container.path("name").asText())
            .sorted()
            .toList());
    JsonNode zulip = pod.path("containers")
        .findParents("image")
        .stream()
        .filter(container -> container.path("name").asText().equals("zulip"))
        .findFirst()
        .orElseThrow();
    assertTrue(zulip.path("volumeMounts")
        .toString()
        .contains("\"mountPath\":\"/data/post-setup.d\",\"name\":"
            + "\"zulip-calls-setup\""),
        zulip.toString());
    assertEquals(!sidecar, zulip.path("env").findValuesAsText("name").contains("ZULIP_CALLS_SERVICE"));
    assertTrue(pod.path("volumes").findValuesAsText("name").contains("zulip-calls-setup"));
  }
}
