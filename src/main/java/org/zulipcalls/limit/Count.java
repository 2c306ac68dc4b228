package org.zulipcalls.limit;

/**
 * How often somebody has tried.
 *
 * @param millisLeft until the window is over
 */
public record Count(Key key, long hits, long millisLeft) {}
