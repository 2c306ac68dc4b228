package org.zulipcalls.deploy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;

/** The chart, rendered by Helm. */
class ChartTest {

  private static final Path VALUES = Path.of("src/test/resources/helm/values");
  @TempDir
  Path directory;

  static List<Path> valueSets() throws IOException {
    try (Stream<Path> files = Files.list(VALUES)) {
      List<Path> all = files.sorted().toList();
      assertTrue(all.size() >= 8);
      return all;
    }
  }

  private static Path values(String name) {
    return VALUES.resolve(name + ".yaml");
  }

  private static JsonNode pod(List<JsonNode> objects) {
    return Chart.one(objects, "Deployment").at("/spec/template/spec");
  }

  private static Map<String, String> environment(List<JsonNode> objects) {
    Map<String, String> all = new HashMap<>();
    pod(objects).at("/containers/0/env").forEach(variable -> {
      assertEquals(null, all.put(variable.path("name").asText(), variable.path("value").asText()));
    });
    return all;
  }

  private static Set<String> texts(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(element -> element.at(field).asText())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void theLinterHasNothingToSay(Path values) {
    LintResult result = Chart.OURS.lint(values);
    assertFalse(result.isFailed(), result.getMessages().toString());
    assertTrue(result.getMessages().stream().noneMatch(message -> message.matches("(?s).*\\[(WARNING|ERROR)].*")),
        result.getMessages().toString());
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void kubernetesTakesEveryObject(Path values) {
    List<JsonNode> objects = Chart.OURS.objects(values);
    assertTrue(objects.size() >= 2, objects.toString());
    objects.forEach(object -> assertDoesNotThrow(() -> KubernetesTypes.check(object)));
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void everySelectorFindsThePods(Path values) {
    List<JsonNode> objects = Chart.OURS.objects(values);
    JsonNode labels = Chart.one(objects, "Deployment").at("/spec/template/metadata/labels");
    for (JsonNode object : objects) {
      for (String path : List.of("/spec/selector/matchLabels", "/spec/podSelector/matchLabels", "/spec/selector")) {
        JsonNode selector = object.at(path);
        if (selector.isObject() && !selector.has("matchLabels")) {
          selector.properties().forEach(label -> assertEquals(label.getValue(), labels.get(label.getKey())));
        }
      }
    }
  }

  /** The Pod Security Standard "restricted". */
  @ParameterizedTest
  @MethodSource("valueSets")
  void thePodIsRestricted(Path values) {
    JsonNode pod = pod(Chart.OURS.objects(values));
    assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
    assertEquals("RuntimeDefault", pod.at("/securityContext/seccompProfile/type").asText());
    assertFalse(pod.path("automountServiceAccountToken").asBoolean(true));
    assertEquals(Set.of("projected", "emptyDir"), pod.path("volumes")
        .findParents("name")
        .stream()
        .flatMap(volume -> Stream.of("projected", "emptyDir", "hostPath").filter(volume::has))
        .collect(Collectors.toSet()));
    for (JsonNode container : pod.path("containers")) {
      JsonNode security = container.path("securityContext");
      assertFalse(security.path("allowPrivilegeEscalation").asBoolean(true));
      assertTrue(security.path("readOnlyRootFilesystem").asBoolean());
      assertEquals("[\"ALL\"]", security.at("/capabilities/drop").toString());
      assertFalse(security.at("/capabilities").has("add"));
    }
  }

  /** What the service needs to end in order, by its own settings, fits into what Kubernetes gives it. */
  @ParameterizedTest
  @MethodSource("valueSets")
  void aPodHasTheTimeToLeave(Path values) throws IOException {
    JsonNode pod = pod(Chart.OURS.objects(values));
    int pause = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
    String settings = Files.readString(Path.of("src/main/resources/application.properties"));
    int shutdown = Stream.of("quarkus.shutdown.delay=", "quarkus.shutdown.timeout=")
        .mapToInt(name -> Integer.parseInt(settings.split(java.util.regex.Pattern.quote(name))[1].split("s")[0]))
        .sum();
    assertTrue(pause >= 1);
    assertTrue(pod.path("terminationGracePeriodSeconds").asInt() > pause + shutdown);
  }

  @Test
  void thePodsOwnValuesStandAsTheyAre() {
    List<JsonNode> objects = Chart.OURS.objects(values("defaults"));
    JsonNode deployment = Chart.one(objects, "Deployment");
    assertEquals(2, deployment.at("/spec/replicas").asInt());
    assertEquals(0, deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(-1));
    assertEquals(1001, deployment.at("/spec/template/spec/securityContext/runAsUser").asInt());
    assertEquals("kubernetes.io/hostname",
        deployment.at("/spec/template/spec/topologySpreadConstraints/0/topologyKey").asText());
    assertEquals(1, Chart.one(objects, "PodDisruptionBudget").at("/spec/maxUnavailable").asInt());
    assertEquals(Map.of("CALLS_DATABASE_URL", "postgresql://zulip-postgresql:5432/zulip_calls",
        "CALLS_DATABASE_USERNAME", "zulip_calls", "CALLS_DATABASE_PASSWORD_FILE", "/etc/zulip-calls/database-password",
        "CALLS_ZULIP_URL", "http://zulip", "CALLS_TRUSTED_PROXIES",
        "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fd00::/8,127.0.0.0/8,::1"), environment(objects));
    assertEquals(Set.of("ConfigMap", "Ingress", "HorizontalPodAutoscaler", "ServiceMonitor")
        .stream()
        .filter(kind -> texts(Yaml.read(objects.toString()), "/kind").contains(kind))
        .toList(), List.of());
  }

  @Test
  void probesAskTheManagementPort() {
    JsonNode container = pod(Chart.OURS.objects(values("defaults"))).at("/containers/0");
    Map<String, String> paths = new TreeMap<>();
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertEquals("management", container.at("/" + probe + "/httpGet/port").asText());
      paths.put(probe, container.at("/" + probe + "/httpGet/path").asText());
    }
    assertEquals(Map.of("startupProbe", "/q/health/started", "livenessProbe", "/q/health/live", "readinessProbe",
        "/q/health/ready"), paths);
    assertEquals(9000, container.at("/ports/1/containerPort").asInt());
  }

  @Test
  void secretsComeAsFilesAndNeverAsValues() {
    for (String name : List.of("jitsi-secret", "jaas-and-push", "database", "operator")) {
      List<JsonNode> objects = Chart.OURS.objects(values(name));
      Set<String> files = texts(pod(objects).at("/volumes/0/projected/sources"), "/secret/items/0/path");
      Set<String> named = environment(objects).entrySet()
          .stream()
          .filter(variable -> variable.getKey().endsWith("_FILE"))
          .map(variable -> variable.getValue().replace("/etc/zulip-calls/", ""))
          .collect(Collectors.toSet());
      assertEquals(files, named);
    }
    assertEquals(Set.of("zulip-calls", "jaas", "firebase"),
        texts(pod(Chart.OURS.objects(values("jaas-and-push"))).at("/volumes/0/projected/sources"), "/secret/name"));
  }

  @Test
  void anotherDatabaseIsWritten() {
    List<JsonNode> objects = Chart.OURS.objects(values("database"));
    assertEquals("postgresql://pg.example.com:6432/calls?sslmode=verify-full",
        environment(objects).get("CALLS_DATABASE_URL"));
    assertEquals("/etc/zulip-calls/database-ca.pem", environment(objects).get("CALLS_DATABASE_CA_FILE"));
    assertTrue(egress(values("database")).contains("6432/TCP"));
  }

  private static Set<String> egress(Path values) {
    JsonNode ports = Chart.one(Chart.OURS.objects(values), "NetworkPolicy").at("/spec/egress/0/ports");
    Set<String> all = StreamSupport.stream(ports.spliterator(), false)
        .map(port -> port.path("port").asText() + "/" + port.path("protocol").asText())
        .collect(Collectors.toSet());
    assertEquals(ports.size(), all.size(), ports.toString());
    return all;
  }

  /** 5353 is where the pods of OpenShift's name server listen. */
  @Test
  void theServiceReachesWhatItsSettingsName() throws IOException {
    Set<String> always = Set.of("53/UDP", "53/TCP", "5353/UDP", "5353/TCP", "80/TCP", "443/TCP", "5432/TCP");
    assertEquals(always, egress(values("defaults")));
    Path values = Files.writeString(directory.resolve("ports.yaml"),
        "zulip: {url: \"http://zulip.chat.svc:8081\"}\njitsi: {url: \"https://[fd00::7]:8443/rooms\"}\n");
    assertEquals(Stream.concat(always.stream(), Stream.of("8081/TCP", "8443/TCP")).collect(Collectors.toSet()),
        egress(values));
    Files.writeString(values, "networkPolicy: {egressPorts: []}\njitsi: {url: https://meet.example.com}\n");
    assertEquals(always, egress(values));
  }

  /** The heap of the executable may grow to its own maximum, and the rest of the process has room beside it. */
  @ParameterizedTest
  @ValueSource(strings = {"helm/zulip-calls/values.yaml", "helm/sidecar-values.yaml"})
  void thePodHasRoomForTheHeapAndTheRest(String file) throws IOException {
    int heap = Integer.parseInt(Files.readString(Path.of("src/main/resources/application.properties"))
        .split("-R:MaxHeapSize=")[1]
        .split("m")[0]);
    JsonNode values = Yaml.read(Path.of(file));
    String limit = values.at(values.has("sidecars") ? "/sidecars/0/resources" : "/resources")
        .at("/limits/memory")
        .asText();
    assertTrue(Integer.parseInt(limit.replace("Mi", "")) >= heap * 3 / 2, limit);
  }

  @Test
  void otherSettingsComeByTheirVariables() {
    Map<String, String> environment = environment(Chart.OURS.objects(values("names")));
    assertEquals("0", environment.get("CALLS_RETENTION"));
    assertEquals("7776000", environment.get("CALLS_MAX_DURATION"));
    assertEquals("false", environment.get("CALLS_ZULIP_INVITE_MESSAGE"));
    assertEquals("30s", environment.get("CALLS_RING_TIMEOUT"));
  }

  @Test
  void theAutoscalerDecidesHowManyWhereThereIsOne() {
    List<JsonNode> objects = Chart.OURS.objects(values("autoscaling"));
    assertFalse(Chart.one(objects, "Deployment").path("spec").has("replicas"));
    JsonNode scaler = Chart.one(objects, "HorizontalPodAutoscaler").path("spec");
    assertEquals("zulip-calls", scaler.at("/scaleTargetRef/name").asText());
    assertEquals(3, scaler.path("minReplicas").asInt());
  }

  /** NginxTest's paths but for the script, by the rules of the Ingress API: Exact before Prefix, which goes by elements. */
  @Test
  void theIngressTakesOurPathsAndLeavesZulipsAlone() {
    JsonNode rules = Chart.one(Chart.OURS.objects(values("ingress")), "Ingress").at("/spec/rules");
    assertEquals(Set.of("zulip.example.com", "chat.example.org"), texts(rules, "/host"));
    String id = "/01a203f3-6de9-7694-bcfb-cd7421a934b7";
    for (JsonNode rule : rules) {
      for (String ours : List.of("/api/v1/calls", "/api/v1/calls/", "/api/v1/calls/create", "/api/v1/calls/events",
          "/api/v1/calls" + id + "/status", "/calls/embed" + id, "/calls/embed" + id + "/api/status",
          "/calls/embed/page.js")) {
        assertEquals("zulip-calls", backend(rule, ours), ours);
      }
      for (String provider : List.of("zoom", "bigbluebutton", "constructorgroups", "nextcloud_talk", "webex")) {
        assertEquals("zulip", backend(rule, "/api/v1/calls/" + provider + "/create"));
      }
      for (String zulips : List.of("/", "/api/v1/callsign", "/api/v1/events", "/json/calls/zoom/create",
          "/calls/zoom/register", "/calls/embedded", "/calls")) {
        assertEquals("nobody here", backend(rule, zulips), zulips);
      }
    }
  }

  /** It blocks Zulip's page, and Zulip's nginx alone answers for a service that hangs (zulip-calls.conf). */
  @Test
  void theIngressLeavesTheScriptToZulipsNginx() {
    for (JsonNode rule : Chart.one(Chart.OURS.objects(values("ingress")), "Ingress").at("/spec/rules")) {
      for (String script : List.of("/calls/override.js", "/calls/script")) {
        assertEquals("nobody here", backend(rule, script), script);
      }
    }
  }

  private static String backend(JsonNode rule, String path) {
    String best = "nobody here";
    int length = -1;
    for (JsonNode route : rule.at("/http/paths")) {
      String own = route.path("path").asText().replaceAll("/$", "");
      boolean exact = route.path("pathType").asText().equals("Exact");
      boolean fits = exact ? path.equals(own) : path.equals(own) || path.startsWith(own + "/");
      int weight = exact ? Integer.MAX_VALUE : own.length();
      if (fits && weight > length) {
        best = route.at("/backend/service/name").asText();
        length = weight;
      }
    }
    return best;
  }

  @Test
  void anIngressThatTheNetworkPolicyWouldShutOutIsRefused() throws IOException {
    Path values = Files.writeString(directory.resolve("values.yaml"), "ingress: {enabled: true}\n");
    String refusal = assertThrows(IllegalStateException.class, () -> Chart.OURS.render(values)).getMessage();
    assertTrue(refusal.contains("networkPolicy.ingressController"), refusal);
  }

  @Test
  void theNetworkPolicyLetsInZulipAndPrometheus() {
    JsonNode policy = Chart.one(Chart.OURS.objects(values("monitoring")), "NetworkPolicy").path("spec");
    assertEquals("zulip", policy.at("/ingress/0/from/0/podSelector/matchLabels/app.kubernetes.io~1name").asText());
    assertEquals("monitoring",
        policy.at("/ingress/1/from/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name").asText());
    assertEquals(2,
        Chart.one(Chart.OURS.objects(values("ingress")), "NetworkPolicy").at("/spec/ingress/0/from").size());
  }

  @Test
  void aMonitorWhoseServiceHasNoPortForItIsRefused() throws IOException {
    Path values = Files.writeString(directory.resolve("monitor.yaml"),
        "serviceMonitor: {enabled: true}\nservice: {type: NodePort}\n");
    String refusal = assertThrows(IllegalStateException.class, () -> Chart.OURS.render(values)).getMessage();
    assertTrue(refusal.contains("serviceMonitor needs service.type ClusterIP"), refusal);
  }

  @Test
  void theMonitorFindsTheServicesPort() {
    List<JsonNode> objects = Chart.OURS.objects(values("monitoring"));
    assertTrue(texts(Chart.one(objects, "Service").at("/spec/ports"), "/name")
        .contains(Chart.one(objects, "ServiceMonitor").at("/spec/endpoints/0/port").asText()));
    assertEquals(Yaml.read(Chart.OURS.file("files/alerts.yaml")).path("groups"),
        Chart.one(objects, "PrometheusRule").at("/spec/groups"));
    assertEquals(Yaml.read(Chart.OURS.file("files/dashboard.json")),
        Yaml.read(Chart.one(objects, "ConfigMap").at("/data/zulip-calls.json").asText()));
  }

  @Test
  void theManagementPortStaysInTheCluster() {
    JsonNode ports = Chart.one(Chart.OURS.objects(values("names")), "Service").at("/spec/ports");
    assertEquals(Set.of("http"), texts(ports, "/name"));
  }

  @Test
  void theChartIsOfTheServicesVersion() throws IOException {
    String version = Files.readString(Path.of("pom.xml")).split("<version>")[1].split("(-SNAPSHOT)?</version>")[0];
    assertEquals(version, Yaml.read(Chart.OURS.file("Chart.yaml")).path("appVersion").asText());
  }
}
