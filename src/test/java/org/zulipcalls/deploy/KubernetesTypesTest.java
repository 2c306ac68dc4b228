package org.zulipcalls.deploy;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check that the other tests rest on refuses what the API server refuses. */
class KubernetesTypesTest {

  private static final String SERVICE = """
      apiVersion: v1
      kind: Service
      metadata: {name: a, labels: {b: c}}
      spec: {type: ClusterIP, selector: {b: c}, ports: [{name: http, port: 80, targetPort: http}]}
      """;
  private static final String DEPLOYMENT = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: a}
      spec:
        replicas: 2
        selector: {matchLabels: {b: c}}
        template:
          metadata: {labels: {b: c}}
          spec:
            containers:
              - {name: a, image: i, env: [{name: E, value: "1"}], resources: {limits: {memory: 1Mi}}}
      """;
  private static final String MONITOR = """
      apiVersion: monitoring.coreos.com/v1
      kind: ServiceMonitor
      metadata: {name: a}
      spec: {selector: {matchLabels: {b: c}}, endpoints: [{port: management, interval: 5s}]}
      """;

  @ParameterizedTest
  @ValueSource(strings = {SERVICE, DEPLOYMENT, MONITOR})
  void whatIsRightIsTaken(String text) {
    KubernetesTypes.check(Yaml.read(text));
  }

  private static void assertRefused(String text, String part, String wrong) {
    if (!text.contains(part)) {
      throw new IllegalArgumentException(part);
    }
    assertThrows(IllegalArgumentException.class, () -> KubernetesTypes.check(Yaml.read(text.replace(part, wrong))),
        wrong);
  }

  @Test
  void anUnknownFieldIsRefused() {
    assertRefused(SERVICE, "targetPort", "targetport");
    assertRefused(SERVICE, "type: ClusterIP", "typ: ClusterIP");
    assertRefused(DEPLOYMENT, "image: i", "image: i, readynessProbe: {}");
    assertRefused(DEPLOYMENT, "replicas: 2", "replicaCount: 2");
    assertRefused(MONITOR, "interval", "intervall");
  }

  @Test
  void aMissingFieldIsRefused() {
    assertRefused(SERVICE, "port: 80, ", "");
    assertRefused(DEPLOYMENT, "selector: {matchLabels: {b: c}}", "");
    assertRefused(DEPLOYMENT, "{name: a, image", "{image");
    assertRefused(MONITOR, "selector: {matchLabels: {b: c}}, ", "");
    assertRefused(MONITOR, "endpoints: [{port: management, interval: 5s}]", "");
  }

  @Test
  void aFieldOfAnotherTypeIsRefused() {
    assertRefused(SERVICE, "port: 80", "port: \"80\"");
    assertRefused(SERVICE, "port: 80", "port: high");
    assertRefused(SERVICE, "ports: [{name: http, port: 80, targetPort: http}]", "ports: {port: 80}");
    assertRefused(SERVICE, "labels: {b: c}", "labels: {b: 1}");
    assertRefused(SERVICE, "selector: {b: c}", "selector: [b]");
    assertRefused(DEPLOYMENT, "value: \"1\"", "value: 1");
    assertRefused(DEPLOYMENT, "replicas: 2", "replicas: \"2\"");
    assertRefused(DEPLOYMENT, "image: i", "image: {name: i}");
    assertRefused(MONITOR, "interval: 5s", "interval: 5");
  }

  @Test
  void anUnknownTypeIsRefused() {
    assertRefused(SERVICE, "kind: Service", "kind: Servce");
    assertRefused(DEPLOYMENT, "apps/v1", "apps/v1beta1");
  }
}
