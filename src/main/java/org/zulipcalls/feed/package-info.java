/**
 * Live events: every change of a call, told at once to each stream of its two users, on whichever replica. The table
 * {@code call_event} is the log and the truth; PostgreSQL's notifications only wake the replicas up to read it. Reacts
 * to {@code call}, which knows nothing of it.
 */
package org.zulipcalls.feed;
