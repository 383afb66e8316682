package org.mfplat4j.internal.media;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.media.ReadResult;

/**
 * One subscription to the samples of a stream. Everything but {@link #request} and {@link #cancel}
 * runs in turn with all that the reader's users are told, and so needs no lock.
 */
final class ReadPublication implements Flow.Subscription, ReaderOperation.Read {
  private static final String READ = "ReadSample";

  private final ReaderOperations reader;
  private final int stream;
  private volatile boolean cancelled;

  // Null once the subscriber has heard the last, or has cancelled.
  private Flow.@Nullable Subscriber<? super ReadResult> subscriber;
  private long demand;
  private boolean reading;

  ReadPublication(
      ReaderOperations reader, int stream, Flow.Subscriber<? super ReadResult> subscriber) {
    this.reader = reader;
    this.stream = stream;
    this.subscriber = subscriber;
  }

  void start() {
    reader.tell(
        () -> {
          Flow.Subscriber<? super ReadResult> newcomer = subscriber;
          if (newcomer != null) {
            signal(() -> newcomer.onSubscribe(this));
          }
        });
  }

  @Override
  public void request(long count) {
    reader.tell(
        () -> {
          if (count <= 0) {
            fail(
                new IllegalArgumentException(
                    "a subscriber requested " + count + " samples (§3.9)"));
          } else {
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            readOn();
          }
        });
  }

  @Override
  public void cancel() {
    cancelled = true;
    reader.tell(() -> subscriber = null);
  }

  private void readOn() {
    if (subscriber == null || cancelled || reading || demand == 0) {
      return;
    }
    reading = true;
    try {
      reader.submit(this);
    } catch (Throwable refused) {
      reading = false;
      fail(refused);
    }
  }

  @Override
  public String name() {
    return READ;
  }

  @Override
  public int stream() {
    return stream;
  }

  @Override
  public boolean isGone() {
    return cancelled;
  }

  @Override
  public void ended(ReadResult result) {
    reading = false;
    Flow.Subscriber<? super ReadResult> receiver = subscriber;
    if (receiver == null || cancelled) {
      result.close();
      return;
    }
    if (result.status().code() < 0) {
      result.close();
      failed(result.status().code());
      return;
    }
    if (!result.isEndOfStream() || result.sample().isPresent()) {
      demand -= demand == Long.MAX_VALUE ? 0 : 1;
      signal(() -> receiver.onNext(result));
    }
    if (result.isEndOfStream()) {
      if (subscriber != null && !cancelled) {
        subscriber = null;
        signal(receiver::onComplete);
      }
    } else {
      readOn();
    }
  }

  @Override
  public void dropped(Drop reason) {
    reading = false;
    if (reason == Drop.CLOSE) {
      fail(Failures.closedMeanwhile(HResultTable.ERROR_OPERATION_ABORTED, READ, reader.subject()));
    } else {
      readOn();
    }
  }

  @Override
  public void failed(int hr) {
    reading = false;
    try {
      fail(reader.failure(hr, READ));
    } catch (Throwable failure) {
      fail(failure);
    }
  }

  private void fail(Throwable failure) {
    Flow.Subscriber<? super ReadResult> receiver = subscriber;
    subscriber = null;
    if (receiver != null && !cancelled) {
      signal(() -> receiver.onError(failure));
    }
  }

  /** A subscriber that throws has broken its contract, and hears no more. */
  private void signal(Runnable signal) {
    try {
      signal.run();
    } catch (Throwable thrown) {
      cancelled = true;
      subscriber = null;
      throw thrown;
    }
  }
}
