/**
 * What a call is and how it changes: the lifecycle, the one way into the database, the endpoints, the history, the
 * time-outs. Imports only {@code limit} and {@code support}; what it needs of Zulip and Jitsi it names as interfaces ({@link
 * org.zulipcalls.call.Directory}, {@link org.zulipcalls.call.Invitations}, {@link org.zulipcalls.call.Rooms} and others) that
 * those packages fill.
 */
package org.zulipcalls.call;
