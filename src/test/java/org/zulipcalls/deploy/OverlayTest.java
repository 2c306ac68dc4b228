package org.zulipcalls.deploy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.support.ConfigCheck;
import org.zulipcalls.testing.Settings;

import com.fasterxml.jackson.databind.JsonNode;

/** The overlays for docker-zulip's chart, rendered by what that chart does with them. */
class OverlayTest {

  private static final Path SITE = Path.of("src/test/resources/helm/zulip-site.yaml");
  private static final Path SIDECAR = Path.of("helm/sidecar-values.yaml");
  private static final Path STANDALONE = Path.of("helm/standalone-values.yaml");

  private static JsonNode container(JsonNode statefulSet, String name) {
    return StreamSupport.stream(statefulSet.at("/spec/template/spec/containers").spliterator(), false)
        .filter(container -> container.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sidecar", "standalone"})
  void kubernetesTakesEveryObject(String way) {
    List<JsonNode> objects = Chart.ZULIP.objects(SITE, Path.of("helm", way + "-values.yaml"));
    assertTrue(objects.size() >= 3);
    objects.forEach(object -> assertDoesNotThrow(() -> KubernetesTypes.check(object)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sidecar", "standalone"})
  void theScriptComesIntoZulipsContainerAsItIs(String way) {
    JsonNode scripts = Chart.named(Chart.ZULIP.objects(SITE, Path.of("helm", way + "-values.yaml")), "ConfigMap",
        "zulip-post-setup-scripts");
    assertEquals(Yaml.text(Path.of("src/main/nginx/zulip-calls-setup.sh")), scripts.at("/data/zulip-calls").asText());
    assertTrue(scripts.at("/data/own").asText().contains("of the site's own"));
  }

  @Test
  void theSidecarIsOnLoopbackAndItsSettingsAreThere() {
    List<JsonNode> objects = Chart.ZULIP.objects(SITE, SIDECAR);
    JsonNode sidecar = container(Chart.one(objects, "StatefulSet"), "zulip-calls");
    JsonNode settings = Chart.named(objects, "ConfigMap", sidecar.at("/envFrom/0/configMapRef/name").asText())
        .path("data");
    assertEquals("postgresql://zulip-postgresql:5432/zulip_calls", settings.path("CALLS_DATABASE_URL").asText());
    assertEquals("127.0.0.1", environment(sidecar).get("QUARKUS_HTTP_HOST"));
    assertEquals("zulip-calls", sidecar.at("/env/0/valueFrom/secretKeyRef/name").asText());
    settings.properties().forEach(setting -> assertTrue(setting.getKey().startsWith("CALLS_")));
  }

  /** What would be one line and no start is none: the service's own check, with the sidecar's settings. */
  @Test
  void theServiceTakesTheSidecarsSettings() {
    JsonNode settings = Chart.named(Chart.ZULIP.objects(SITE, SIDECAR), "ConfigMap", "zulip-calls").path("data");
    Map<String, String> variables = settings.properties()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, setting -> setting.getValue().asText()));
    assertEquals(List.of(), new ConfigCheck(Settings.environment(variables)).problems());
  }

  /** A pod is "Ready" when all of its containers are: a probe of ours that fails would take Zulip away. */
  @Test
  void noProbeOfOursTakesZulipAwayFromItsUsers() {
    JsonNode sidecar = container(Chart.one(Chart.ZULIP.objects(SITE, SIDECAR), "StatefulSet"), "zulip-calls");
    assertFalse(sidecar.has("readinessProbe") || sidecar.has("startupProbe"));
    JsonNode settings = Chart.named(Chart.ZULIP.objects(SITE, SIDECAR), "ConfigMap", "zulip-calls").path("data");
    assertEquals("10m", settings.path("CALLS_DATABASE_START_TIMEOUT").asText());
    assertTrue(sidecar.at("/livenessProbe/initialDelaySeconds").asInt() > 10 * 60);
  }

  @Test
  void theSidecarIsRestricted() {
    JsonNode security = container(Chart.one(Chart.ZULIP.objects(SITE, SIDECAR), "StatefulSet"), "zulip-calls")
        .path("securityContext");
    assertTrue(security.path("runAsNonRoot").asBoolean());
    assertFalse(security.path("allowPrivilegeEscalation").asBoolean(true));
    assertEquals("[\"ALL\"]", security.at("/capabilities/drop").toString());
    assertEquals("RuntimeDefault", security.at("/seccompProfile/type").asText());
  }

  @Test
  void theSidecarNeedsNoVolumeThatThePodLacks() {
    JsonNode statefulSet = Chart.one(Chart.ZULIP.objects(SITE, SIDECAR), "StatefulSet");
    assertEquals(0, container(statefulSet, "zulip-calls").path("volumeMounts").size());
    // What the comment in the overlay offers for keys in files.
    assertTrue(
        statefulSet.at("/spec/template/spec/volumes").findValuesAsText("name").contains("zulip-persistent-storage"));
    assertTrue(Yaml.text(SIDECAR).contains("#   - name: zulip-persistent-storage"));
  }

  @Test
  void prometheusFindsTheSidecar() {
    List<JsonNode> objects = Chart.ZULIP.objects(SITE, SIDECAR);
    JsonNode service = Chart.named(objects, "Service", "zulip-calls").path("spec");
    JsonNode labels = Chart.one(objects, "StatefulSet").at("/spec/template/metadata/labels");
    service.path("selector")
        .properties()
        .forEach(label -> assertEquals(label.getValue(), labels.get(label.getKey())));
    assertEquals(container(Chart.one(objects, "StatefulSet"), "zulip-calls").at("/ports/0/name").asText(),
        service.at("/ports/0/targetPort").asText());
  }

  @Test
  void zulipsNginxIsLedToTheServiceOfTheChart() {
    Map<String, String> environment = environment(
        container(Chart.one(Chart.ZULIP.objects(SITE, STANDALONE), "StatefulSet"), "zulip"));
    JsonNode service = Chart.one(Chart.OURS.objects(), "Service");
    assertEquals("http://" + service.at("/metadata/name").asText() + "." + service.at("/metadata/namespace").asText()
        + ".svc.cluster.local:" + service.at("/spec/ports/0/port").asInt(), environment.get("ZULIP_CALLS_SERVICE"));
    // A value of ours would take the place of the site's own, and Zulip would know its proxies no more.
    assertFalse(environment.containsKey("LOADBALANCER_IPS"));
  }

  @Test
  void allNameTheSameImage() {
    String image = Chart.one(Chart.OURS.objects(), "Deployment").at("/spec/template/spec/containers/0/image").asText();
    assertEquals(image, Yaml.read(SIDECAR).at("/sidecars/0/image").asText());
    assertEquals(image, Yaml.read(Path.of("k8s/overlays/sidecar/statefulset.yaml"))
        .at("/spec/template/spec/containers/1/image")
        .asText());
    assertEquals("${ZULIP_CALLS_IMAGE:-" + image + "}",
        Yaml.read(Path.of("src/main/compose/compose.calls.yaml")).at("/services/zulip-calls/image").asText());
  }

  private static Map<String, String> environment(JsonNode container) {
    return StreamSupport.stream(container.path("env").spliterator(), false)
        .collect(Collectors.toMap(variable -> variable.path("name").asText(),
            variable -> variable.path("value").asText()));
  }
}
