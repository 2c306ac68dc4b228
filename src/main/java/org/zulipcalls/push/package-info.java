/**
 * Notifications of phones: their devices, the outbox, Firebase Cloud Messaging. A trigger of the database (V5__push.sql)
 * writes the outbox with the change of the call itself; any replica sends. Reacts to {@code call}, which knows nothing of
 * it; only {@code ops} and the process's beginning import this package.
 */
package org.zulipcalls.push;
