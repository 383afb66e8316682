package org.mfplat4j.internal.operation;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;

/**
 * Whom an event queue is subscribed by, from BeginGetEvent to EndGetEvent. Only to be recognised,
 * so it does not keep the two reachable, which while the subscription is pending is the pending
 * operation's task: none can come again with an object that is gone.
 */
public final class Subscriber {
  private final WeakReference<AsyncCallback> callback;
  // Null for no state.
  private final @Nullable WeakReference<Object> state;

  public Subscriber(AsyncCallback callback, @Nullable Object state) {
    this.callback = new WeakReference<>(callback);
    this.state = state == null ? null : new WeakReference<>(state);
  }

  public boolean hasCallback(AsyncCallback other) {
    return callback.refersTo(other);
  }

  public boolean hasState(@Nullable Object other) {
    return state == null ? other == null : other != null && state.refersTo(other);
  }
}
