package org.zulipcalls.deploy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zulipcalls.support.CallsConfig;

import com.fasterxml.jackson.databind.JsonNode;

/** The chart takes the values that it knows, and nothing else. */
class SchemaTest {

  /** What the chart sets itself, from values of its own. */
  private static final Set<String> WIRED = Set.of("CALLS_DATABASE_URL", "CALLS_DATABASE_USERNAME",
      "CALLS_DATABASE_PASSWORD", "CALLS_DATABASE_PASSWORD_FILE", "CALLS_DATABASE_CA_FILE", "CALLS_ZULIP_URL",
      "CALLS_JITSI_URL",
      "CALLS_JITSI_JWT_APP_ID", "CALLS_JITSI_JWT_SECRET", "CALLS_JITSI_JWT_SECRET_FILE",
      "CALLS_JITSI_JWT_PRIVATE_KEY_FILE", "CALLS_JITSI_JWT_KEY_ID", "CALLS_PUSH_FCM_CREDENTIALS_FILE",
      "CALLS_TRUSTED_PROXIES", "CALLS_OPERATOR_PASSWORD", "CALLS_OPERATOR_PASSWORD_FILE", "CALLS_JITSI_EVENTS_TOKEN",
      "CALLS_JITSI_EVENTS_TOKEN_FILE");
  private static final JsonNode SCHEMA = Yaml.read(Chart.OURS.file("values.schema.json"));
  @TempDir
  Path directory;

  private String refusal(String values) throws IOException {
    Path file = Files.writeString(directory.resolve("values.yaml"), values);
    LintOrRender both = new LintOrRender(file);
    assertTrue(both.linterRefuses(), values);
    return assertThrows(IllegalStateException.class, () -> Chart.OURS.render(file), values).getMessage();
  }

  private record LintOrRender(Path values) {
    boolean linterRefuses() {
      return Chart.OURS.lint(values).isFailed();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"replicas: 3", "image: {repo: a}", "externalPostgresql: {hostname: a}",
      "externalPostgresql: {password: {valueFrom: {secretKeyRef: {nam: a, key: b}}}}", "service: {ports: 80}",
      "ingress: {host: a}", "ingress: {zulip: {service: a}}", "ingress: {hosts: [{host: a, paths: []}]}",
      "resources: {limit: {cpu: 1}}", "resources: {limits: {mem: 1Mi}}", "tolerations: [{keys: a}]",
      "affinity: {nodeafinity: {}}", "livenessProbe: {path: /}", "podSecurityContext: {runAsRoot: 1}",
      "networkPolicy: {from: [{podSelectors: {}}]}", "serviceMonitor: {intervall: 5s}", "jitsi: {jwt: {secrets: a}}",
      "fcm: {file: a}", "environment: {CALLS_RING_TIMEOT: 30s}", "environment: {calls_ring_timeout: 30s}",
      "environment: {CALLS_DATABASE_PASSWORD: secret}", "topologySpread: {skew: 1}"})
  void aKeyThatIsNoneIsRefused(String values) throws IOException {
    assertTrue(refusal(values).contains("not allowed"), values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"replicaCount: two", "replicaCount: -1", "image: {pullPolicy: Sometimes}",
      "externalPostgresql: {port: 70000}", "externalPostgresql: {password: secret}",
      "externalPostgresql: {sslmode: maybe}", "externalPostgresql: {sslmode: verify-full}",
      "externalPostgresql: {ca: {valueFrom: {secretKeyRef: {name: a, key: b}}}}",
      "externalPostgresql: {host: \"pg:5432\"}", "zulip: {url: zulip}",
      "service: {type: ExternalName}", "podSecurityContext: {runAsUser: 0}", "podLabels: {a: 1}",
      "podDisruptionBudget: {maxUnavailable: half}", "networkPolicy: {from: []}", "ingress: {hosts: []}",
      "jitsi: {jwt: {appId: a}}", "jitsi: {jwt: {keyId: k}}", "jitsi: {jwt: {appId: a, keyId: k}}",
      "jitsi: {jwt: {secret: {valueFrom: {secretKeyRef: {name: a, key: b}}}}}",
      "jitsi: {jwt: {appId: a, privateKey: {valueFrom: {secretKeyRef: {name: a, key: b}}}}}",
      "jitsi: {jwt: {appId: a, keyId: k, secret: {valueFrom: {secretKeyRef: {name: a, key: b}}}, "
          + "privateKey: {valueFrom: {secretKeyRef: {name: a, key: b}}}}}"})
  void aValueThatDoesNotFitIsRefused(String values) throws IOException {
    assertTrue(refusal(values).contains("values don't meet the specifications"), values);
  }

  @Test
  void aChartAboveThisOneMayShareItsValues() throws IOException {
    Path file = Files.writeString(directory.resolve("values.yaml"), "global: {imageRegistry: a}");
    assertDoesNotThrow(() -> Chart.OURS.render(file));
  }

  @Test
  void theSchemaIsClosedEverywhere() {
    int[] objects = {0};
    walk("", SCHEMA, objects);
    assertTrue(objects[0] > 30, objects[0] + " objects");
  }

  private static void walk(String path, JsonNode node, int[] objects) {
    boolean object = node.path("type").asText().equals("object") || node.path("type").toString().contains("\"object\"");
    if (object && !path.equals("/properties/global")) {
      objects[0]++;
      assertTrue(node.has("additionalProperties"), path + " is open");
      // Either closed, or a map of texts.
      assertTrue(node.path("additionalProperties").isObject() || !node.path("additionalProperties").asBoolean(true),
          path + " is open");
      assertFalse(node.path("additionalProperties").isObject()
          && !node.at("/additionalProperties/type").asText().equals("string"), path + " is a map of anything");
    }
    node.properties().forEach(field -> {
      if (field.getValue().isContainerNode()) {
        walk(path + "/" + field.getKey(), field.getValue(), objects);
      }
    });
    if (node.isArray()) {
      node.forEach(element -> walk(path + "[]", element, objects));
    }
  }

  @Test
  void everyValueOfTheChartIsInTheSchema() {
    Set<String> values = new TreeSet<>();
    Yaml.read(Chart.OURS.file("values.yaml")).fieldNames().forEachRemaining(values::add);
    values.add("global");
    Set<String> known = new TreeSet<>();
    SCHEMA.path("properties").fieldNames().forEachRemaining(known::add);
    assertEquals(values, known);
  }

  /** A new setting of the service: add it to the schema's "environment", or give it a value of its own. */
  @Test
  void theEnvironmentIsEverySettingOfTheService() {
    Set<String> settings = new TreeSet<>();
    settings(CallsConfig.class, "CALLS", settings);
    settings.removeAll(WIRED);
    Set<String> known = new TreeSet<>();
    SCHEMA.at("/properties/environment/properties").fieldNames().forEachRemaining(known::add);
    assertEquals(settings.stream().collect(Collectors.joining("\n")), known.stream().collect(Collectors.joining("\n")));
  }

  private static void settings(Class<?> group, String prefix, Set<String> names) {
    for (Method setting : group.getMethods()) {
      String name = prefix + "_" + setting.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
      if (setting.getReturnType().getEnclosingClass() != null && setting.getReturnType().isInterface()) {
        settings(setting.getReturnType(), name, names);
      } else {
        names.add(name);
      }
    }
  }
}
