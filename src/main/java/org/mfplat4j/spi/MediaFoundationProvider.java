package org.mfplat4j.spi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.BufferPool;
import org.mfplat4j.ByteStream;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.JavaByteStream;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.PeriodicCallback;
import org.mfplat4j.Platform;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.media.MediaBuffer;
import org.mfplat4j.media.Sample;
import org.mfplat4j.media.SourceReader;

/**
 * What the static methods of the API do. The API knows nothing else of its implementation; each
 * method is documented where the API calls it.
 */
public abstract class MediaFoundationProvider {
  private static final String IMPLEMENTATION = "org.mfplat4j.internal.provider.DefaultProvider";

  private static volatile @Nullable MediaFoundationProvider provider;

  /** For the implementation, which has no state. */
  protected MediaFoundationProvider() {}

  /**
   * The implementation.
   *
   * @return the provider of this class loader
   */
  public static MediaFoundationProvider get() {
    MediaFoundationProvider found = provider;
    return found == null ? load() : found;
  }

  // Not in the initialiser, which must not fail: there is no second try. Two threads may both make
  // one, since it has no state.
  private static MediaFoundationProvider load() {
    try {
      MediaFoundationProvider made =
          Class.forName(IMPLEMENTATION, true, MediaFoundationProvider.class.getClassLoader())
              .asSubclass(MediaFoundationProvider.class)
              .getDeclaredConstructor()
              .newInstance();
      provider = made;
      return made;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("mfplat4j's jar is not whole: " + IMPLEMENTATION + " is missing", e);
    }
  }

  public abstract @Nullable Throwable unavailabilityCause();

  public abstract Platform platform();

  public abstract MediaFoundation startup() throws IOException;

  public abstract ByteBuffer allocateBuffer(int size);

  public abstract BufferPool createBufferPool(int bufferSize, int buffers);

  public abstract AsyncResult createResult(
      @Nullable Object object, AsyncCallback callback, @Nullable Object state);

  public abstract WorkQueue workQueue(int id);

  public abstract WorkQueue allocateWorkQueue(WorkQueueType type) throws IOException;

  public abstract WorkQueue allocateSerialWorkQueue(WorkQueue target) throws IOException;

  public abstract WorkQueue lockSharedWorkQueue(String mmcssClass, int basePriority)
      throws IOException;

  public abstract NativeEvent createEvent() throws IOException;

  public abstract NativeEvent wrapEvent(long handle);

  public abstract PeriodicCallback addPeriodicCallback(Runnable callback) throws IOException;

  public abstract Duration timerPeriodicity() throws IOException;

  public abstract MediaEventQueue createEventQueue() throws IOException;

  public abstract JavaByteStream createByteStream(
      ByteStreamSource source, JavaByteStream.Options options) throws IOException;

  public abstract ByteStreamSource sourceOf(SeekableByteChannel channel);

  public abstract ByteStreamSource sourceOf(AsynchronousFileChannel channel);

  public abstract ByteStreamSource sourceOf(ByteBuffer buffer);

  public abstract ByteStreamSource sourceOf(InputStream stream);

  public abstract ByteStreamSource sourceOf(long length, ByteStreamSource.RangeReader ranges);

  public abstract ByteStreamSource sourceOf(ByteStreamSource.Blocking source, Executor executor);

  public abstract Sample createSample() throws IOException;

  public abstract Sample sampleOf(ByteBuffer bytes) throws IOException;

  public abstract MediaBuffer createMediaBuffer(int capacity) throws IOException;

  public abstract MediaBuffer mediaBufferOf(ByteBuffer bytes) throws IOException;

  public abstract SourceReader openSourceReader(ByteStream stream) throws IOException;

  public abstract CompletableFuture<SourceReader> openSourceReaderAsync(ByteStream stream);

  public abstract void spinBriefly(BooleanSupplier done, long nanos);

  public abstract String hresultName(int code);

  public abstract String hresultText(int code);

  public abstract String describeHResult(int code);

  public abstract ComObject adoptObject(long address);

  public abstract ComObject borrowObject(long address);

  public abstract CallbackObject callbackObject(AsyncCallback callback);

  public abstract CallbackObject adoptCallback(long address);

  public abstract CallbackObject borrowCallback(long address);

  public abstract AsyncResult adoptResult(long address);

  public abstract AsyncResult borrowResult(long address);

  public abstract long addressOf(AsyncResult result);

  public abstract Optional<ComObject> queryInterface(AsyncResult result, UUID iid);

  public abstract ByteStream adoptByteStream(long address) throws IOException;

  public abstract ByteStream borrowByteStream(long address) throws IOException;

  public abstract long addressOf(ByteStream stream) throws ClosedChannelException;

  public abstract long addressOf(JavaByteStream stream);

  public abstract Optional<ComObject> queryInterface(ByteStream stream, UUID iid)
      throws ClosedChannelException;
}
