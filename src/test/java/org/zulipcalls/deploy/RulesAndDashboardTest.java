package org.zulipcalls.deploy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.zulipcalls.testing.Client;
import org.zulipcalls.testing.FcmStandIn;
import org.zulipcalls.testing.ServiceTest;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Rules and dashboard ask for nothing that the service does not tell: a metric that is none would never raise an alarm. */
@QuarkusTest
class RulesAndDashboardTest extends ServiceTest {

  /** Prometheus' own, and what Kubernetes adds to every series of a pod. */
  private static final Set<String> PROMETHEUS_METRICS = Set.of("up");
  private static final Set<String> PROMETHEUS_LABELS = Set.of("job", "pod", "instance");
  private static final Pattern NAME = Pattern.compile("[a-z_:][a-zA-Z0-9_:]*");
  /** A name is a metric's when neither a bracket nor a word of the language follows or precedes it. */
  private static final Pattern METRIC = Pattern.compile("(?<![\\w$\"])([a-z][a-z0-9]*(?:_[a-z0-9]+)+|up)\\b(?!\\s*\\()"
      + "(?:\\{([^}]*)})?");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");

  protected FcmStandIn fcm;

  @TestHTTPResource(value = "/metrics", management = true)
  URL metrics;

  /** Every series' name with the names of its labels, once each kind of work was done. */
  private Map<String, Set<String>> told() throws IOException {
    Client.of(bob).post(API + "/devices", "token", "a-phone", "kind", "fcm").then().statusCode(200);
    call(alice, bob);
    Client.of(alice).get(API + "/nothing");
    await().atMost(Duration.ofSeconds(5)).until(() -> scrape().contains("calls_push_delay_seconds_count"));
    Map<String, Set<String>> series = new TreeMap<>();
    scrape().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
      String name = NAME.matcher(line).results().findFirst().orElseThrow().group();
      Set<String> labels = series.computeIfAbsent(name, anew -> new HashSet<>(PROMETHEUS_LABELS));
      Pattern.compile("[{,]([a-zA-Z_]+)=\"").matcher(line).results().forEach(label -> labels.add(label.group(1)));
    });
    // Only where a Jitsi server is looked for (ServerWatchIT).
    series.put("calls_jitsi_up", Set.of("job", "pod", "instance", "server"));
    return series;
  }

  private String scrape() throws IOException {
    try (var body = metrics.openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> expressions(String file) {
    List<String> all = Yaml.read(Chart.OURS.file("files/" + file)).findValuesAsText("expr");
    assertTrue(all.size() >= 8, all.toString());
    return all;
  }

  private static void assertAsksForWhatIsTold(List<String> expressions, Map<String, Set<String>> told) {
    for (String expression : expressions) {
      String plain = GROUPING.matcher(expression).replaceAll("");
      List<MatchResult> asked = METRIC.matcher(plain).results().toList();
      assertTrue(!asked.isEmpty(), expression);
      Set<String> labels = new HashSet<>(PROMETHEUS_LABELS);
      for (MatchResult metric : asked) {
        String name = metric.group(1);
        assertTrue(told.containsKey(name) || PROMETHEUS_METRICS.contains(name), name + " in " + expression);
        Set<String> own = told.getOrDefault(name, PROMETHEUS_LABELS);
        labels.addAll(own);
        if (metric.group(2) != null) {
          Set<String> selected = Pattern.compile("([a-zA-Z_]+)\\s*[=!]")
              .matcher(metric.group(2))
              .results()
              .map(label -> label.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
          selected.removeAll(own);
          assertEquals(Set.of(), selected, expression);
        }
      }
      GROUPING.matcher(expression)
          .results()
          .forEach(group -> List.of(group.group(1).split("\\s*,\\s*"))
              .forEach(label -> assertTrue(labels.contains(label), label + " in " + expression)));
    }
  }

  @Test
  void theRulesAskForWhatTheServiceTells() throws IOException {
    assertAsksForWhatIsTold(expressions("alerts.yaml"), told());
  }

  @Test
  void theDashboardAsksForWhatTheServiceTells() throws IOException {
    assertAsksForWhatIsTold(expressions("dashboard.json"), told());
  }

  @Test
  void theCheckItselfRefuses() throws IOException {
    Map<String, Set<String>> told = told();
    for (String wrong : List.of("rate(calls_pushes_total[5m])", "calls_push_total{result=\"sent\"}",
        "sum by (reason) (calls_push_total)", "up + calls_rings_total > 3")) {
      AssertionError refused = assertThrows(AssertionError.class,
          () -> assertAsksForWhatIsTold(List.of(wrong), told));
      assertTrue(refused.getMessage().contains(wrong), refused.getMessage());
    }
  }

  /** What is not named after us, other services tell as well, to the same Prometheus. */
  @Test
  void whatOthersTellTooIsAskedOfOurJobAlone() {
    for (String file : List.of("alerts.yaml", "dashboard.json")) {
      for (String expression : expressions(file)) {
        METRIC.matcher(GROUPING.matcher(expression).replaceAll(""))
            .results()
            .filter(metric -> !metric.group(1).startsWith("calls_"))
            .forEach(metric -> assertTrue(String.valueOf(metric.group(2)).startsWith("job=~"), expression));
      }
    }
  }

  /** The outcomes that the rules name are those that the operator's table explains. */
  @Test
  void theRulesNameOutcomesThatThereAre() throws IOException {
    String table = Files.readString(Path.of("src/site/markdown/operations.md"));
    for (String expression : expressions("alerts.yaml")) {
      Pattern.compile("outcome=~?\"([a-z_|]+)\"")
          .matcher(expression)
          .results()
          .flatMap(match -> List.of(match.group(1).split("\\|")).stream())
          .forEach(outcome -> assertTrue(table.contains("`" + outcome + "`"), outcome));
    }
  }

  @Test
  void theOperatorReadsWhatToDoAtEveryAlarm() throws IOException {
    String operations = Files.readString(Path.of("src/site/markdown/operations.md"));
    List<String> alarms = Yaml.read(Chart.OURS.file("files/alerts.yaml")).findValuesAsText("alert");
    assertTrue(alarms.size() >= 8, alarms.toString());
    alarms.forEach(alarm -> assertTrue(operations.contains("`" + alarm + "`"), alarm));
  }
}
