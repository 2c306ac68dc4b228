package org.zulipcalls.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/** Fills {@link Parameters} before an endpoint runs. */
class ParametersReader {

  private final Parameters parameters;
  private final ObjectReader quoted;
  private final JsonObjects json;

  ParametersReader(Parameters parameters, ObjectMapper mapper, JsonObjects json) {
    this.parameters = parameters;
    quoted = mapper.readerFor(String.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    this.json = json;
  }

  @ServerRequestFilter(priority = RequestFilters.PARAMETERS)
  public Uni<Void> read(ContainerRequestContext request, HttpServerRequest http) {
    return BodyCollector.collect(http).invoke(body -> read(request, body)).replaceWithVoid();
  }

  private void read(ContainerRequestContext request, byte[] body) {
    String type = String.valueOf(request.getHeaderString(HttpHeaders.CONTENT_TYPE)).strip().toLowerCase(Locale.ROOT);
    if (body.length > 0 && type.startsWith("application/json")) {
      readJson(body);
    } else if (body.length > 0
        && (type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/form-data"))) {
      readForm(body, request.getHeaderString(HttpHeaders.CONTENT_TYPE));
    }
    for (Map.Entry<String, List<String>> entry : request.getUriInfo().getQueryParameters().entrySet()) {
      offerText(entry.getKey(), entry.getValue().get(0));
    }
  }

  private void readJson(byte[] body) {
    for (Map.Entry<String, JsonNode> field : json.read(new String(body, StandardCharsets.UTF_8)).properties()) {
      JsonNode value = field.getValue();
      offerText(field.getKey(), value.isNull() ? null : value.isTextual() ? value.textValue() : value.toString());
    }
  }

  private void readForm(byte[] body, String contentType) {
    FullHttpRequest form = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/",
        Unpooled.wrappedBuffer(body));
    form.headers().set(HttpHeaders.CONTENT_TYPE, contentType);
    HttpPostRequestDecoder decoder = null;
    try {
      decoder = new HttpPostRequestDecoder(new DefaultHttpDataFactory(false), form);
      for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
        if (part instanceof Attribute attribute) {
          offerText(attribute.getName(), attribute.getValue());
        }
      }
    } catch (ApiException refused) {
      throw refused;
    } catch (RuntimeException | IOException malformed) {
      // Netty's decoder fails in many ways, an empty boundary for one with StringIndexOutOfBoundsException.
      throw ApiException.badRequest("The body is not a valid form");
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
    }
  }

  /** The mobile client quotes its strings as JSON, so {@code "accept"} with the quotes means the same as without. */
  private void offerText(String name, String value) {
    if (value != null && value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
      try {
        parameters.offer(name, quoted.readValue(value));
        return;
      } catch (JsonProcessingException notQuoted) {
        // taken as it stands
      }
    }
    parameters.offer(name, value);
  }
}
