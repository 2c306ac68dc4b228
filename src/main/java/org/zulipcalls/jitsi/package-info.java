/** Jitsi: rooms that nobody can guess, and the links with which the two enter. Reacts to {@code call}, never the other way. */
package org.zulipcalls.jitsi;
