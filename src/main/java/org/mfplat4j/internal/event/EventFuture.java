package org.mfplat4j.internal.event;

import java.util.concurrent.CompletableFuture;
import org.mfplat4j.MediaEvent;

/**
 * A taker that waits for an event with a future; done by other hands, it leaves the event to
 * others.
 */
final class EventFuture extends CompletableFuture<MediaEvent> implements EventTakers.Taker {
  @Override
  public boolean take(MediaEvent event) {
    return complete(event);
  }

  @Override
  public void fail(Throwable failure) {
    completeExceptionally(failure);
  }

  @Override
  public boolean isGone() {
    return isDone();
  }
}
