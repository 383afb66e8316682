package org.mfplat4j.internal.event;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.reference.LeakNet;

/** An event queue before its {@link EventSource}, which may outlive it. */
public final class NativeEventQueue implements MediaEventQueue {
  private final EventSource source;

  private final Cleaner.Cleanable cleanable;

  private NativeEventQueue(EventSource source) {
    this.source = source;
    this.cleanable =
        LeakNet.watch(this, new Unclosed(source, LeakNet.creation(() -> "A media event queue")));
  }

  public static MediaEventQueue create() throws IOException {
    PlatformState.requireAvailable();
    long[] queue = new long[1];
    Failures.check(Natives.createEventQueue(queue), "MFCreateEventQueue", "");
    try {
      return new NativeEventQueue(new EventSource(queue[0]));
    } catch (Throwable e) {
      // No memory for the Java half: the native one would never be closed.
      Natives.release(queue[0]);
      throw e;
    }
  }

  @Override
  public void queue(MediaEvent event) throws IOException {
    Objects.requireNonNull(event, "event");
    source.queue(event);
  }

  @Override
  public boolean beginGetEvent(AsyncCallback callback, @Nullable Object state) throws IOException {
    Objects.requireNonNull(callback, "callback");
    return source.begin(callback, state);
  }

  @Override
  public MediaEvent endGetEvent(AsyncResult result) throws IOException {
    return source.end(result);
  }

  @Override
  public Optional<MediaEvent> poll() throws IOException {
    return Optional.ofNullable(source.get(false));
  }

  @Override
  public MediaEvent take() throws IOException {
    return Objects.requireNonNull(source.get(true));
  }

  @Override
  public CompletableFuture<MediaEvent> nextEvent() {
    EventFuture future = new EventFuture();
    source.takers().add(future);
    return future;
  }

  @Override
  public Flow.Publisher<MediaEvent> asPublisher() {
    return subscriber -> {
      Objects.requireNonNull(subscriber, "subscriber");
      this.source.publish(subscriber);
    };
  }

  @Override
  public void shutdown() throws IOException {
    source.shutdown();
  }

  @Override
  public void close() {
    if (source.close()) {
      cleanable.clean();
    }
  }

  @Override
  public String toString() {
    return "MediaEventQueue" + (source.isClosed() ? "[closed]" : "");
  }

  /** Closes a queue that was forgotten. Must not refer to the MediaEventQueue. */
  private record Unclosed(EventSource source, @Nullable Throwable creation) implements Runnable {
    @Override
    public void run() {
      if (source.close()) {
        LeakNet.report("A media event queue was never closed", creation);
      }
    }
  }
}
