package org.zulipcalls.deploy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The files that repeat others, and what they have to be: the nginx file is within the script that puts it into Zulip's
 * container, the script is within the overlays and the plain manifests, and the latter are what the chart makes.
 */
final class RenderedFiles {

  private static final Path NGINX = Path.of("src/main/nginx/zulip-calls.conf");
  private static final Path SCRIPT = Path.of("src/main/nginx/zulip-calls-setup.sh");
  private static final String MARK = "ZULIP_CALLS_CONF";
  private static final Path STANDALONE = Path.of("k8s/overlays/standalone/zulip-calls.yaml");

  /** The key below which YAML files have the script, as the last thing in them. */
  private static final String KEY = "zulip-calls: |\n";

  /** Each such file with the text that it has to have. */
  static Map<Path, String> all() {
    Map<Path, String> files = new LinkedHashMap<>();
    String script = script();
    files.put(SCRIPT, script);
    for (String holder : new String[]{"helm/sidecar-values.yaml", "helm/standalone-values.yaml",
        "k8s/base/setup.yaml"}) {
      files.put(Path.of(holder), withScript(Yaml.text(Path.of(holder)), script));
    }
    files.put(STANDALONE, standalone());
    return files;
  }

  private static String script() {
    String text = Yaml.text(SCRIPT);
    String begin = "<<'" + MARK + "'\n";
    int from = text.indexOf(begin) + begin.length();
    int until = text.indexOf("\n" + MARK + "\n", from - 1) + 1;
    return text.substring(0, from) + Yaml.text(NGINX) + text.substring(until);
  }

  private static String withScript(String yaml, String script) {
    int key = yaml.indexOf("\n", yaml.lastIndexOf("\n", yaml.indexOf(KEY)) + 1);
    int line = yaml.lastIndexOf("\n", key - 1) + 1;
    String indent = " ".repeat(yaml.indexOf(KEY) - line + 2);
    return yaml.substring(0, key + 1) + script.replaceAll("(?m)^(?=.)", indent);
  }

  /** The chart with its own values, without what only Helm needs. */
  private static String standalone() {
    String manifests = Chart.OURS.render()
        .replaceAll("(?m)^# Source: .*\n", "")
        .replaceAll("(?m)^ *(helm\\.sh/chart|app\\.kubernetes\\.io/managed-by): .*\n", "")
        .replaceAll("(?m)[ \t]+$", "")
        .replaceAll("\n{2,}", "\n");
    String begin = "---\n";
    return "# helm/zulip-calls with its own values: ./mvnw test -Dtest=RenderedFilesTest -Dzulip-calls.render=true\n"
        + begin + manifests.substring(manifests.startsWith(begin) ? begin.length() : 0)
            .strip()
            .replaceAll(Pattern.quote(begin) + "(?=" + Pattern.quote(begin) + ")", "")
        + "\n";
  }

  private RenderedFiles() {
  }
}
