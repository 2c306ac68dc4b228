package org.zulipcalls.push;

/** One provider of pushes. */
interface PushGateway {

  /** The {@code kind} of the devices that it reaches. */
  String kind();

  /** Whether the operator has set it up. */
  boolean isOn();

  /**
   * Does what the first push would else have to wait for, such as fetching an access token; call it from a worker thread.
   *
   * @throws PushTransportException when the provider does not let us in; the first push will try again
   */
  void prepare() throws PushTransportException;

  /**
   * Sends once and waits for the answer, less long than {@link Outbox#LEASE}; call it from a worker thread. Never tries again
   * by itself.
   *
   * @throws PushTransportException when there is no answer to read
   */
  PushOutcome send(PushMessage message) throws PushTransportException;
}
