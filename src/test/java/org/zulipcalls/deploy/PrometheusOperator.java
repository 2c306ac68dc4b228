package org.zulipcalls.deploy;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The Prometheus operator's two types, as far as the chart uses them: Kubernetes' own do not know them. */
final class PrometheusOperator {

  private static final JsonMapper STRICT = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
      .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
      .build();

  record Metadata(@JsonProperty(required = true) String name, String namespace, Map<String, String> labels) {}

  record Selector(@JsonProperty(required = true) Map<String, String> matchLabels) {}

  record Relabeling(@JsonProperty(required = true) String targetLabel,
      @JsonProperty(required = true) String replacement) {}

  record Endpoint(@JsonProperty(required = true) String port, String path, String interval,
      List<Relabeling> relabelings) {}

  record MonitorSpec(@JsonProperty(required = true) Selector selector,
      @JsonProperty(required = true) List<Endpoint> endpoints) {}

  record ServiceMonitor(@JsonProperty(required = true) String apiVersion, @JsonProperty(required = true) String kind,
      @JsonProperty(required = true) Metadata metadata, @JsonProperty(required = true) MonitorSpec spec) {}

  record Rule(@JsonProperty(required = true) String alert, @JsonProperty(required = true) String expr,
      @JsonProperty("for") String lasting, Map<String, String> labels, Map<String, String> annotations) {}

  record Group(@JsonProperty(required = true) String name, @JsonProperty(required = true) List<Rule> rules) {}

  record RuleSpec(@JsonProperty(required = true) List<Group> groups) {}

  record PrometheusRule(@JsonProperty(required = true) String apiVersion, @JsonProperty(required = true) String kind,
      @JsonProperty(required = true) Metadata metadata, @JsonProperty(required = true) RuleSpec spec) {}

  static String serviceMonitor(String json) throws IOException {
    return STRICT.writeValueAsString(STRICT.readValue(json, ServiceMonitor.class));
  }

  static String prometheusRule(String json) throws IOException {
    return STRICT.writeValueAsString(STRICT.readValue(json, PrometheusRule.class));
  }

  private PrometheusOperator() {
  }
}
