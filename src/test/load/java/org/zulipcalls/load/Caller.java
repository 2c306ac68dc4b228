package org.zulipcalls.load;

import java.net.URI;

import org.zulipcalls.demo.StandInUser;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Makes calls over HTTP, as cheaply as we can: it shares the processors with what it measures. */
final class Requester {

  private static final String API = "/api/v1/calls/";
  private static final String CALL_ID = "\"call_id\":\"";
  private static final int UUID_LENGTH = 36;
  /** Shorter than the service keeps a connection on which nothing comes. */
  private static final int KEPT_SECONDS = 60;

  private final HttpClient http;
  private final URI server;
  private int failures;
  private String firstFailure = "";

  Requester(Vertx vertx, URI server, int connections) {
    this.server = server;
    http = vertx
        .createHttpClient(new HttpClientOptions().setMaxPoolSize(connections).setKeepAliveTimeout(KEPT_SECONDS));
  }

  /** Create, accept, end. */
  Future<Void> wholeCall(StandInUser caller, StandInUser called) {
    return post(caller, "create", "user_id=" + called.userId()).map(Requester::callId)
        .compose(id -> post(called, id + "/respond", "response=accept").compose(done -> post(caller, id + "/end", "")))
        .mapEmpty();
  }

  private static String callId(Buffer answer) {
    String text = answer.toString();
    int start = text.indexOf(CALL_ID) + CALL_ID.length();
    return text.substring(start, start + UUID_LENGTH);
  }

  private Future<Buffer> post(StandInUser user, String path, String form) {
    RequestOptions options = new RequestOptions().setHost(server.getHost())
        .setPort(server.getPort())
        .setMethod(HttpMethod.POST)
        .setURI(API + path)
        .putHeader("Authorization", user.basic())
        .putHeader("Content-Type", "application/x-www-form-urlencoded");
    return http.request(options)
        .compose((HttpClientRequest request) -> request.send(form))
        .compose(answer -> answer.body()
            .compose(body -> answer.statusCode() == 200
                ? Future.succeededFuture(body)
                : Future.failedFuture(path + ": " + answer.statusCode() + " " + body)))
        .onFailure(this::count);
  }

  private void count(Throwable failure) {
    if (failures++ == 0) {
      firstFailure = String.valueOf(failure.getMessage());
    }
  }

  /** Nothing when all went well. */
  String failures() {
    return failures == 0 ? "" : "  [" + failures + " requests failed, the first: " + firstFailure + "]";
  }

  void close() {
    http.close();
  }
}
