/**
 * Jitsi: rooms that nobody can guess, the links and tokens with which the two enter, what Prosody tells of rooms, and whether the
 * servers are there. Reacts to {@code call}, never the other way.
 */
package org.zulipcalls.jitsi;
