package org.zulipcalls.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.util.RuntimeResourceVisitor;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;

/**
 * Which paths there are, and which methods they take. RESTEasy itself knows no path where the class has none for the
 * method, and answers 405 without {@code Allow}.
 */
@ApplicationScoped
class Endpoints {

  private record Endpoint(String method, String template, Pattern path) {

    Endpoint(String method, String template) {
      // As RESTEasy does, which does not mind a slash at the end.
      this(method, template, Pattern.compile(template.replaceAll("\\{[^}]*}", "[^/]+") + "/?"));
    }

    boolean isAt(String asked) {
      return path.matcher(asked).matches();
    }
  }

  private volatile List<Endpoint> resources;
  private volatile Router router;

  void begin(@Observes Router router) {
    this.router = router;
  }

  /** The methods in order; empty for a path that is no resource of ours. */
  Set<String> methods(String path) {
    Set<String> methods = new TreeSet<>();
    resources().filter(endpoint -> endpoint.isAt(path)).forEach(endpoint -> {
      methods.add(endpoint.method);
      methods.add("OPTIONS");
      if (endpoint.method.equals("GET")) {
        methods.add("HEAD");
      }
    });
    return methods;
  }

  /** RESTEasy's own answer names methods that we refuse, and knows paths that there are not. */
  @ServerRequestFilter(preMatching = true)
  public Optional<Response> options(ContainerRequestContext request, HttpServerRequest http) {
    if (!request.getMethod().equals(HttpMethod.OPTIONS)) {
      return Optional.empty();
    }
    Set<String> methods = methods(http.path());
    if (methods.isEmpty()) {
      throw new NotFoundException();
    }
    return Optional.of(Response.ok().header(HttpHeaders.ALLOW, String.join(", ", methods)).build());
  }

  /** The path, with a name in braces for each part that a client chooses; empty for one that is none of ours. */
  Optional<String> template(String path) {
    return Stream.concat(resources().map(Endpoint::template), routes()).anyMatch(path::equals)
        ? Optional.of(path)
        : resources().filter(endpoint -> endpoint.isAt(path)).map(Endpoint::template).findFirst();
  }

  private Stream<String> routes() {
    return router.getRoutes().stream().filter(Route::isExactPath).map(Route::getPath).filter(Objects::nonNull);
  }

  private Stream<Endpoint> resources() {
    if (resources == null) {
      resources = read();
    }
    return resources.stream();
  }

  private static List<Endpoint> read() {
    List<Endpoint> found = new ArrayList<>();
    RuntimeResourceVisitor.visitRuntimeResources("/", ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers(),
        new RuntimeResourceVisitor() {
          @Override
          public void visitRuntimeResource(String method, String path, RuntimeResource resource) {
            found.add(new Endpoint(method, path));
          }
        });
    return List.copyOf(found);
  }
}
