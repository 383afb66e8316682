package org.mfplat4j;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * The article's {@code CMyCallback}, ready to use: ends the read of the stream that it holds, and
 * lets another thread wait for that.
 *
 * <pre>{@code
 * ReadCallback callback = new ReadCallback(stream);
 * stream.beginRead(buffer, callback);
 * HResult status = callback.waitForCompletion(Duration.ofSeconds(5));
 * if (status.isSuccess()) use(buffer, callback.bytesRead());
 * }</pre>
 *
 * <p>One object serves one read. Waiting is by a latch, where the article has an auto-reset event:
 * there, a second wait after a successful one times out; here it gives the same answer again.
 *
 * <p><b>Subclasses</b> override {@link #parameters}, to name a queue; the other methods are final.
 * A callback that does more with the read is an {@link AsyncCallback} of its own.
 *
 * <p><b>Threading.</b> Any thread may wait, several at a time; not a queue thread, whose queue may
 * be the one that the read's completion needs.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/implementing-the-asynchronous-callback">Microsoft:
 *     Implementing the Asynchronous Callback</a>
 */
public class ReadCallback implements AsyncCallback {
  private final ByteStream stream;
  private final AtomicBoolean invoked = new AtomicBoolean();
  private final CountDownLatch completed = new CountDownLatch(1);

  // Written before the latch opens, and not after it.
  private HResult status = HResult.E_PENDING;
  private int bytesRead;
  private @Nullable Throwable failure;

  /**
   * A callback for one read of a stream.
   *
   * @param stream the stream whose read this callback ends; not closed by it
   */
  public ReadCallback(ByteStream stream) {
    this.stream = Objects.requireNonNull(stream, "stream");
  }

  /**
   * Ends the read, keeps how it went, and wakes the threads that wait.
   *
   * @param result the result of the read
   * @throws IllegalStateException if this callback has served a read before; this one is then
   *     discarded
   */
  @Override
  public final void invoke(AsyncResult result) {
    if (!invoked.compareAndSet(false, true)) {
      result.close();
      throw new IllegalStateException("a ReadCallback serves one read; this is its second");
    }
    try {
      bytesRead = stream.endRead(result);
      status = HResult.S_OK;
    } catch (Throwable e) {
      failure = e;
      status = HResult.of(e);
      if (e instanceof Error error) {
        throw error;
      }
    } finally {
      completed.countDown();
    }
  }

  /**
   * Waits until the read has ended.
   *
   * @param timeout how long to wait at most; zero or less only looks
   * @return {@link HResult#E_PENDING} when the time ran out first, else the status of {@code
   *     EndRead}; the same each time
   * @throws InterruptedException if the thread was interrupted; the read goes on
   */
  public final HResult waitForCompletion(Duration timeout) throws InterruptedException {
    long nanos = saturatedNanos(timeout);
    if (!Thread.currentThread().isInterrupted()) {
      MediaFoundationProvider.get().spinBriefly(() -> completed.getCount() == 0, nanos);
    }
    boolean done = completed.await(nanos, TimeUnit.NANOSECONDS);
    return done ? status : HResult.E_PENDING;
  }

  /**
   * The number of bytes that were read.
   *
   * @return the count; 0 while the read is pending, at the end of the file, and if the read failed
   */
  public final int bytesRead() {
    return completed.getCount() == 0 ? bytesRead : 0;
  }

  /**
   * What {@code EndRead} threw.
   *
   * @return the exception; null while the read is pending, and if it succeeded
   */
  public final @Nullable Throwable failure() {
    return completed.getCount() == 0 ? failure : null;
  }

  private static long saturatedNanos(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return timeout.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }
}
