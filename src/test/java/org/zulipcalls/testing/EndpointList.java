package org.zulipcalls.testing;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** All endpoints, each as method and path: {@code GET /api/v1/calls/{call_id}/status}. */
public final class EndpointList {

  private static final Path CLASSES = Path.of(System.getProperty("zulip-calls.test.target", "target"), "classes");
  private static final List<Class<? extends Annotation>> METHODS = List.of(GET.class, POST.class, PUT.class,
      DELETE.class, PATCH.class);

  /** The operator's, at the management port. */
  private static final List<String> OPERATOR = List.of("GET /q/operator/calls", "GET /q/operator/calls/{call_id}",
      "POST /q/operator/calls/{call_id}/end", "GET /q/operator/totals", "POST /q/operator/clean-up");

  /** All that there are at both ports, but for Quarkus' own; the resources' as their annotations say. */
  public static Set<String> all() {
    Set<String> all = new TreeSet<>(OPERATOR);
    EventSync.PATHS.forEach(path -> all.add("POST " + EventSync.PREFIX + path));
    for (JavaClass type : new ClassFileImporter().importPath(CLASSES)) {
      if (type.isAnnotatedWith(jakarta.ws.rs.Path.class)) {
        type.getMethods().forEach(method -> all.addAll(endpoints(type, method)));
      }
    }
    return all;
  }

  private static Set<String> endpoints(JavaClass type, JavaMethod method) {
    return METHODS.stream()
        .filter(method::isAnnotatedWith)
        .map(verb -> verb.getSimpleName() + " " + path(type) + path(method))
        .collect(Collectors.toSet());
  }

  private static String path(HasAnnotations<?> annotated) {
    return annotated.tryGetAnnotationOfType(jakarta.ws.rs.Path.class).map(jakarta.ws.rs.Path::value).orElse("");
  }

  private EndpointList() {
  }
}
