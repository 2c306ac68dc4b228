package org.zulipcalls.deploy;

import java.io.IOException;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;

/**
 * Whether an object is what the API server takes. The API's own types refuse a field that is unknown or missing; that
 * nothing has another type than they say is told by what they give back, since they would take "80" for 80.
 */
final class KubernetesTypes {

  private static final ObjectMapper JSON = new ObjectMapper();

  private interface Type {
    /** Reads the object and writes it again. */
    String roundTrip(String json) throws IOException;
  }

  private static final Map<String, Type> TYPES = Map.ofEntries(
      Map.entry("v1/ConfigMap", json -> V1ConfigMap.fromJson(json).toJson()),
      Map.entry("v1/Service", json -> V1Service.fromJson(json).toJson()),
      Map.entry("v1/ServiceAccount", json -> V1ServiceAccount.fromJson(json).toJson()),
      Map.entry("apps/v1/Deployment", json -> V1Deployment.fromJson(json).toJson()),
      Map.entry("apps/v1/StatefulSet", json -> V1StatefulSet.fromJson(json).toJson()),
      Map.entry("autoscaling/v2/HorizontalPodAutoscaler", json -> V2HorizontalPodAutoscaler.fromJson(json).toJson()),
      Map.entry("networking.k8s.io/v1/Ingress", json -> V1Ingress.fromJson(json).toJson()),
      Map.entry("networking.k8s.io/v1/NetworkPolicy", json -> V1NetworkPolicy.fromJson(json).toJson()),
      Map.entry("policy/v1/PodDisruptionBudget", json -> V1PodDisruptionBudget.fromJson(json).toJson()),
      Map.entry("monitoring.coreos.com/v1/ServiceMonitor", PrometheusOperator::serviceMonitor),
      Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusOperator::prometheusRule));

  /** @throws IllegalArgumentException when the API server would refuse the object */
  static void check(JsonNode object) {
    String name = object.path("apiVersion").asText() + "/" + object.path("kind").asText();
    Type type = TYPES.get(name);
    if (type == null) {
      throw new IllegalArgumentException("No such type: " + name);
    }
    try {
      same(name, object, JSON.readTree(type.roundTrip(JSON.writeValueAsString(object))));
    } catch (IOException | ClassCastException | IllegalStateException | com.google.gson.JsonParseException refused) {
      throw new IllegalArgumentException(name + ": " + refused.getMessage(), refused);
    }
  }

  private static void same(String path, JsonNode before, JsonNode after) {
    if (before.isObject() && after.isObject()) {
      for (Map.Entry<String, JsonNode> field : before.properties()) {
        same(path + "." + field.getKey(), field.getValue(), after.path(field.getKey()));
      }
    } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
      for (int i = 0; i < before.size(); i++) {
        same(path + "[" + i + "]", before.get(i), after.get(i));
      }
    } else if (before.isNumber() && after.isNumber()
        ? before.decimalValue().compareTo(after.decimalValue()) != 0
        : !before.equals(after)) {
      throw new IllegalArgumentException(path + " is not of its type: " + before);
    }
  }

  private KubernetesTypes() {
  }
}
