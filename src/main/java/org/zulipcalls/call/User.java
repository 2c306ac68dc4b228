package org.zulipcalls.call;

import jakarta.persistence.Embeddable;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A Zulip user as a call shows one.
 *
 * @param userId    Zulip's id, unique on the whole server
 * @param email     the address that Zulip shows to others; not always one that takes mail
 * @param avatarUrl absolute, or null where Zulip names none
 */
@Embeddable
// Hibernate reads its components in the native executable, too.
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record User(long userId, String fullName, String email, String avatarUrl) {}
