package org.zulipcalls.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;

/**
 * Which methods a path takes. RESTEasy itself knows no path where the class has none for the method, and answers 405
 * without {@code Allow}.
 */
@ApplicationScoped
class AllowedMethods {

  private record Endpoint(String method, Pattern path) {}

  private volatile List<Endpoint> endpoints;

  /** The methods in order; empty for a path that is none of ours. */
  Set<String> of(String path) {
    if (endpoints == null) {
      endpoints = read();
    }
    Set<String> methods = new TreeSet<>();
    endpoints.stream().filter(endpoint -> endpoint.path.matcher(path).matches()).forEach(endpoint -> {
      methods.add(endpoint.method);
      methods.add("OPTIONS");
      if (endpoint.method.equals("GET")) {
        methods.add("HEAD");
      }
    });
    return methods;
  }

  private static List<Endpoint> read() {
    List<Endpoint> found = new ArrayList<>();
    RuntimeResourceVisitor.visitRuntimeResources("/", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
        new RuntimeResourceVisitor() {
          @Override
          public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
            found.add(new Endpoint(method, Pattern.compile(path.replaceAll("\\{[^}]*}", "[^/]+"))));
          }
        });
    return List.copyOf(found);
  }
}
