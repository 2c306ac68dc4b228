package org.zulipcalls.call;

import java.util.UUID;

/** Fired in this process when a change of a call and its event are committed. Only a wake-up: the log is the truth. */
public record CallChanged(UUID callId) {}
