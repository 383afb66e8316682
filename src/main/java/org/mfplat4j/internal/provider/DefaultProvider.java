package org.mfplat4j.internal.provider;

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
import org.mfplat4j.internal.buffer.AlignedBufferPool;
import org.mfplat4j.internal.buffer.DirectBufferPool;
import org.mfplat4j.internal.callback.NativeCallbackObject;
import org.mfplat4j.internal.event.NativeEventQueue;
import org.mfplat4j.internal.file.StartedPlatform;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.media.NativeMediaBuffer;
import org.mfplat4j.internal.media.NativeSample;
import org.mfplat4j.internal.media.NativeSourceReader;
import org.mfplat4j.internal.operation.NativeComObject;
import org.mfplat4j.internal.operation.OwnedResult;
import org.mfplat4j.internal.platform.PlatformState;
import org.mfplat4j.internal.queue.EventHandle;
import org.mfplat4j.internal.queue.NativePeriodicCallback;
import org.mfplat4j.internal.queue.NativeWorkQueue;
import org.mfplat4j.internal.source.AsynchronousFileSource;
import org.mfplat4j.internal.source.BlockingAdapter;
import org.mfplat4j.internal.source.BufferSource;
import org.mfplat4j.internal.source.ChannelSource;
import org.mfplat4j.internal.source.ExposedSource;
import org.mfplat4j.internal.source.InputStreamSource;
import org.mfplat4j.internal.source.RangeSource;
import org.mfplat4j.internal.stream.NativeByteStream;
import org.mfplat4j.media.MediaBuffer;
import org.mfplat4j.media.Sample;
import org.mfplat4j.media.SourceReader;
import org.mfplat4j.spi.MediaFoundationProvider;

/** The one implementation, room by room. Found by its name. */
public final class DefaultProvider extends MediaFoundationProvider {
  /** For the API. */
  public DefaultProvider() {}

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return PlatformState.unavailabilityCause();
  }

  @Override
  public Platform platform() {
    return PlatformState.platform();
  }

  @Override
  public MediaFoundation startup() throws IOException {
    return StartedPlatform.startup();
  }

  @Override
  public ByteBuffer allocateBuffer(int size) {
    return DirectBufferPool.allocateExactly(size);
  }

  @Override
  public BufferPool createBufferPool(int bufferSize, int buffers) {
    return new AlignedBufferPool(bufferSize, buffers);
  }

  @Override
  public AsyncResult createResult(
      @Nullable Object object, AsyncCallback callback, @Nullable Object state) {
    return OwnedResult.create(object, callback, state);
  }

  @Override
  public WorkQueue workQueue(int id) {
    return NativeWorkQueue.system(id);
  }

  @Override
  public WorkQueue allocateWorkQueue(WorkQueueType type) throws IOException {
    return NativeWorkQueue.allocate(type);
  }

  @Override
  public WorkQueue allocateSerialWorkQueue(WorkQueue target) throws IOException {
    return NativeWorkQueue.allocateSerial(target);
  }

  @Override
  public WorkQueue lockSharedWorkQueue(String mmcssClass, int basePriority) throws IOException {
    return NativeWorkQueue.lockShared(mmcssClass, basePriority);
  }

  @Override
  public NativeEvent createEvent() throws IOException {
    return EventHandle.create();
  }

  @Override
  public NativeEvent wrapEvent(long handle) {
    return EventHandle.wrap(handle);
  }

  @Override
  public PeriodicCallback addPeriodicCallback(Runnable callback) throws IOException {
    return NativePeriodicCallback.add(callback);
  }

  @Override
  public Duration timerPeriodicity() throws IOException {
    return NativePeriodicCallback.periodicity();
  }

  @Override
  public MediaEventQueue createEventQueue() throws IOException {
    return NativeEventQueue.create();
  }

  @Override
  public JavaByteStream createByteStream(ByteStreamSource source, JavaByteStream.Options options)
      throws IOException {
    return ExposedSource.create(source, options);
  }

  @Override
  public ByteStreamSource sourceOf(SeekableByteChannel channel) {
    return BlockingAdapter.oneAtATime(ChannelSource.over(channel));
  }

  @Override
  public ByteStreamSource sourceOf(AsynchronousFileChannel channel) {
    return AsynchronousFileSource.over(channel);
  }

  @Override
  public ByteStreamSource sourceOf(ByteBuffer buffer) {
    return new BufferSource(buffer);
  }

  @Override
  public ByteStreamSource sourceOf(InputStream stream) {
    return BlockingAdapter.oneAtATime(new InputStreamSource(stream));
  }

  @Override
  public ByteStreamSource sourceOf(long length, ByteStreamSource.RangeReader ranges) {
    return new RangeSource(length, ranges);
  }

  @Override
  public ByteStreamSource sourceOf(ByteStreamSource.Blocking source, Executor executor) {
    return BlockingAdapter.on(source, executor);
  }

  @Override
  public Sample createSample() throws IOException {
    return NativeSample.create();
  }

  @Override
  public Sample sampleOf(ByteBuffer bytes) throws IOException {
    return NativeSample.of(bytes);
  }

  @Override
  public MediaBuffer createMediaBuffer(int capacity) throws IOException {
    return NativeMediaBuffer.create(capacity);
  }

  @Override
  public MediaBuffer mediaBufferOf(ByteBuffer bytes) throws IOException {
    return NativeMediaBuffer.of(bytes);
  }

  @Override
  public SourceReader openSourceReader(ByteStream stream) throws IOException {
    return NativeSourceReader.open(stream);
  }

  @Override
  public CompletableFuture<SourceReader> openSourceReaderAsync(ByteStream stream) {
    return NativeSourceReader.openAsync(stream);
  }

  @Override
  public void spinBriefly(BooleanSupplier done, long nanos) {
    BriefSpin.shared().until(done, nanos);
  }

  @Override
  public String hresultName(int code) {
    return HResultTable.name(code);
  }

  @Override
  public String hresultText(int code) {
    return HResultTable.text(code);
  }

  @Override
  public String describeHResult(int code) {
    return HResultTable.describe(code);
  }

  @Override
  public ComObject adoptObject(long address) {
    return NativeComObject.adopt(address);
  }

  @Override
  public ComObject borrowObject(long address) {
    return NativeComObject.borrow(address);
  }

  @Override
  public CallbackObject callbackObject(AsyncCallback callback) {
    return NativeCallbackObject.of(callback);
  }

  @Override
  public CallbackObject adoptCallback(long address) {
    return NativeCallbackObject.adopt(address);
  }

  @Override
  public CallbackObject borrowCallback(long address) {
    return NativeCallbackObject.borrow(address);
  }

  @Override
  public AsyncResult adoptResult(long address) {
    return OwnedResult.adopt(address);
  }

  @Override
  public AsyncResult borrowResult(long address) {
    return OwnedResult.borrow(address);
  }

  @Override
  public long addressOf(AsyncResult result) {
    return OwnedResult.of(result).address();
  }

  @Override
  public Optional<ComObject> queryInterface(AsyncResult result, UUID iid) {
    return OwnedResult.of(result).queryInterface(iid);
  }

  @Override
  public ByteStream adoptByteStream(long address) throws IOException {
    return NativeByteStream.adopt(address);
  }

  @Override
  public ByteStream borrowByteStream(long address) throws IOException {
    return NativeByteStream.borrow(address);
  }

  @Override
  public long addressOf(ByteStream stream) throws ClosedChannelException {
    return NativeByteStream.of(stream).address();
  }

  @Override
  public long addressOf(JavaByteStream stream) {
    return ExposedSource.of(stream).address();
  }

  @Override
  public Optional<ComObject> queryInterface(ByteStream stream, UUID iid)
      throws ClosedChannelException {
    return NativeByteStream.of(stream).queryInterface(iid);
  }
}
