package org.zulipcalls.call;

/**
 * Fired in this process when a change of a call and its event are committed. Only a wake-up: the log is the truth.
 *
 * @param call  as it is now
 * @param event null: people have come into its room or gone
 */
public record CallChanged(Call call, CallEventType event) {}
