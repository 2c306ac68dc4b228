package org.zulipcalls.demo;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code zerver/views/users.py}: the own profile, all members, one user by id or by address. */
final class UserEndpoints {
  private final Directory directory;

  UserEndpoints(Directory directory) {
    this.directory = directory;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.at("users/me").on("GET", this::me).untyped(), Endpoint.at("users").on("GET", this::members),
        Endpoint.at("users/(\\d+)").on("GET", this::byId), Endpoint.at("users/([^/]+)").on("GET", this::byEmail));
  }

  private ObjectNode me(ApiRequest request) {
    return UserRow.own(request.user()).put("max_message_id", -1);
  }

  private ObjectNode members(ApiRequest request) {
    boolean clientGravatar = request.params().bool("client_gravatar", true);
    request.params().bool("include_custom_profile_fields", false);
    Optional<Set<Integer>> wanted = request.params().integers("user_ids").map(Set::copyOf);
    ArrayNode members = Json.array();
    for (StandInUser user : directory.membersOf(request.realm())) {
      if (wanted.isEmpty() || wanted.get().contains(user.userId())) {
        members.add(request.user().canAccess(user)
            ? UserRow.of(user, request.user(), clientGravatar)
            : UserRow.inaccessible(user));
      }
    }
    return Json.object().set("members", members);
  }

  private ObjectNode byId(ApiRequest request) {
    Optional<StandInUser> user = request.argument().length() > 9
        ? Optional.empty()
        : directory.byIdIn(request.realm(), Integer.parseInt(request.argument()));
    return one(request, user);
  }

  private ObjectNode byEmail(ApiRequest request) {
    return one(request, directory.byEmail(request.user(), request.argument()));
  }

  private static ObjectNode one(ApiRequest request, Optional<StandInUser> found) {
    boolean clientGravatar = request.params().bool("client_gravatar", true);
    request.params().bool("include_custom_profile_fields", false);
    StandInUser user = found.orElseThrow(() -> ZulipError.badRequest("No such user"));
    if (!request.user().canAccess(user)) {
      throw ZulipError.badRequest("Insufficient permission");
    }
    return Json.object().set("user", UserRow.of(user, request.user(), clientGravatar));
  }
}
