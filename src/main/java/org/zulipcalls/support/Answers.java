package org.zulipcalls.support;

import java.util.Set;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;

import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes the bodies of answers: {@code {"result":"success","msg":"", …}} (spec/api.md, Conventions). */
@Singleton
public class Answers {

  private final ObjectMapper mapper;
  private final Parameters parameters;

  Answers(ObjectMapper mapper, Parameters parameters) {
    this.mapper = mapper;
    this.parameters = parameters;
  }

  /** The start of every success. */
  public ObjectNode success() {
    return mapper.createObjectNode().put("result", "success").put("msg", "");
  }

  /** Fields of an answer, none yet. */
  public ObjectNode fields() {
    return mapper.createObjectNode();
  }

  /** The fields as JSON, for an answer that is more than they are. */
  public String text(ObjectNode fields) {
    try {
      return mapper.writeValueAsString(fields);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @ServerResponseFilter
  public void nameUnused(ContainerResponseContext response) {
    if (response.getEntity() instanceof ObjectNode answer && !"error".equals(answer.path("result").textValue())) {
      nameUnused(answer);
    }
  }

  /** Names the parameters that nobody has read so far, as Zulip does (zerver/lib/typed_endpoint.py). */
  public ObjectNode nameUnused(ObjectNode answer) {
    Set<String> unused = parameters.unused();
    if (!unused.isEmpty()) {
      answer.set("ignored_parameters_unsupported", mapper.valueToTree(unused));
    }
    return answer;
  }
}
