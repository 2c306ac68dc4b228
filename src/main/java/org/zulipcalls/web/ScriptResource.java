package org.zulipcalls.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import org.zulipcalls.support.CallsConfig;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The script, for everybody: nothing in it depends on who asks. {@code override.js} is what nginx puts into Zulip's
 * page; {@code script} is the same for a page of one's own on the realm's host, where it asks Zulip who is logged in.
 * Both bring their styles along, so one tag is all that a page needs.
 */
@Path("/calls")
public class ScriptResource {

  private final Asset override;
  private final Asset script;

  ScriptResource(CallsConfig config, ObjectMapper mapper) {
    override = asset(mapper, config, false);
    script = asset(mapper, config, true);
  }

  @GET
  @Path("/override.js")
  public Response override(@Context Request request) {
    return override.answer(request);
  }

  @GET
  @Path("/script")
  public Response script(@Context Request request) {
    return script.answer(request);
  }

  private static Asset asset(ObjectMapper mapper, CallsConfig config, boolean alone) {
    ObjectNode served = mapper.createObjectNode()
        .put("alone", alone)
        .put("insertLink", !config.zulip().inviteMessage())
        .put("css", Sources.cardStyles());
    served.put("version", Asset.versionOf(Sources.script(served.toString())));
    return Asset.javaScript(Sources.script(served.toString()));
  }
}
