package org.mfplat4j.internal.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.Attributes;
import org.mfplat4j.ByteStream;
import org.mfplat4j.Capability;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.SeekFlag;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.NativeComObject;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.internal.transfer.PositionalTransfers;
import org.mfplat4j.internal.transfer.StreamTransfers;
import org.mfplat4j.internal.transfer.TransferBuffer;
import org.mfplat4j.internal.transfer.TransferKind;

/** A byte stream by its pointer, of which this has a lease until it is closed. */
public final class NativeByteStream implements ByteStream {
  public static final UUID IID = UUID.fromString("ad4c1b00-4bf7-422f-9175-756693d9130d");

  private final NativeHandle handle;

  private final String subject;
  private final @Nullable Path path;

  private final FileAccess access;

  private final StreamTransfers transfers;

  // False for a stream that is somebody else's, and for a wrapper, which its handle closes.
  private final boolean closesNative;

  // Whose wrapper this is: kept from the garbage collector, which would close it; null for others.
  @SuppressWarnings("UnusedVariable")
  private final @Nullable ByteStream wrapped;

  private final Cleaner.Cleanable cleanable;

  /** Takes over one reference to the native stream, and closes it in the end. */
  NativeByteStream(long address, String subject, FileAccess access, @Nullable Path path) {
    this(
        NativeHandle.ofStream(address),
        subject,
        access,
        PositionalTransfers.of(address),
        path,
        true,
        null);
  }

  private NativeByteStream(
      NativeHandle handle,
      String subject,
      FileAccess access,
      PositionalTransfers positions,
      @Nullable Path path,
      boolean closesNative,
      @Nullable ByteStream wrapped) {
    this.handle = handle;
    this.subject = subject;
    this.access = access;
    this.path = path;
    this.wrapped = wrapped;
    this.transfers = new StreamTransfers(handle, subject, access, positions);
    this.transfers.keep(this);
    this.closesNative = closesNative;
    this.cleanable =
        LeakNet.watch(
            this, new Unclosed(handle, closesNative, subject, LeakNet.creation(this::toString)));
  }

  public static ByteStream adopt(long address) throws IOException {
    ByteStream adopted = wrap(address, true);
    Natives.release(address);
    return adopted;
  }

  public static ByteStream borrow(long address) throws IOException {
    return wrap(address, false);
  }

  private static NativeByteStream wrap(long address, boolean closesNative) throws IOException {
    try (NativeComObject object = NativeComObject.borrow(address, IID, "IMFByteStream")) {
      String subject = "IMFByteStream 0x" + Long.toHexString(object.address());
      long[] bits = new long[1];
      Failures.check(Natives.getCapabilities(object.address(), bits), "GetCapabilities", subject);
      boolean writable = (bits[0] & Capability.WRITABLE.value()) != 0;
      boolean readable = (bits[0] & Capability.READABLE.value()) != 0;
      FileAccess access =
          !writable ? FileAccess.READ : readable ? FileAccess.READ_WRITE : FileAccess.WRITE;
      return new NativeByteStream(
          NativeHandle.ofObject(object.reference()),
          subject,
          access,
          PositionalTransfers.of(object.address()),
          null,
          closesNative,
          null);
    }
  }

  public long address() throws ClosedChannelException {
    if (handle.isClosed()) {
      throw Failures.closed("address", subject);
    }
    return handle.value();
  }

  public Optional<ComObject> queryInterface(UUID iid) throws ClosedChannelException {
    Objects.requireNonNull(iid, "iid");
    if (!handle.acquire()) {
      throw Failures.closed("QueryInterface", subject);
    }
    try {
      return NativeComObject.query(handle.value(), iid).map(ComObject.class::cast);
    } finally {
      handle.release();
    }
  }

  /** As the constructor; when there is no memory for the Java half, the native one goes. */
  public static ByteStream owning(
      long address, String subject, FileAccess access, @Nullable Path path) {
    try {
      return new NativeByteStream(address, subject, access, path);
    } catch (Throwable e) {
      Natives.release(address);
      throw e;
    }
  }

  @Override
  public boolean isOpen() {
    return !handle.isClosed();
  }

  @Override
  public Optional<Path> path() {
    return Optional.ofNullable(path);
  }

  @Override
  public void beginRead(ByteBuffer destination, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    Objects.requireNonNull(destination, "destination");
    transfers.begin(TransferKind.READ, PositionalTransfers.AT_CURSOR, destination, callback, state);
  }

  @Override
  public void beginRead(
      ByteBuffer destination, long position, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    requirePosition(position);
    Objects.requireNonNull(destination, "destination");
    transfers.begin(TransferKind.READ, position, destination, callback, state);
  }

  @Override
  public int endRead(AsyncResult result) throws IOException {
    return transfers.end(TransferKind.READ, result);
  }

  @Override
  public int read(ByteBuffer destination) throws IOException {
    Objects.requireNonNull(destination, "destination");
    return transfers.transfer(TransferKind.READ, PositionalTransfers.AT_CURSOR, destination);
  }

  @Override
  public int read(ByteBuffer destination, long position) throws IOException {
    requirePosition(position);
    Objects.requireNonNull(destination, "destination");
    return transfers.transfer(TransferKind.READ, position, destination);
  }

  @Override
  public CompletableFuture<Integer> readAsync(ByteBuffer destination) {
    return readFuture(destination, PositionalTransfers.AT_CURSOR, FutureOptions.DEFAULT);
  }

  @Override
  public CompletableFuture<Integer> readAsync(ByteBuffer destination, FutureOptions options) {
    return readFuture(destination, PositionalTransfers.AT_CURSOR, options);
  }

  @Override
  public CompletableFuture<Integer> readAsync(ByteBuffer destination, long position) {
    return readAsync(destination, position, FutureOptions.DEFAULT);
  }

  @Override
  public CompletableFuture<Integer> readAsync(
      ByteBuffer destination, long position, FutureOptions options) {
    requirePosition(position);
    return readFuture(destination, position, options);
  }

  @Override
  public void beginWrite(ByteBuffer source, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    Objects.requireNonNull(source, "source");
    transfers.begin(TransferKind.WRITE, PositionalTransfers.AT_CURSOR, source, callback, state);
  }

  @Override
  public void beginWrite(
      ByteBuffer source, long position, AsyncCallback callback, @Nullable Object state)
      throws IOException {
    requirePosition(position);
    Objects.requireNonNull(source, "source");
    transfers.begin(TransferKind.WRITE, position, source, callback, state);
  }

  @Override
  public int endWrite(AsyncResult result) throws IOException {
    return transfers.end(TransferKind.WRITE, result);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    Objects.requireNonNull(source, "source");
    return transfers.transfer(TransferKind.WRITE, PositionalTransfers.AT_CURSOR, source);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    requirePosition(position);
    Objects.requireNonNull(source, "source");
    return transfers.transfer(TransferKind.WRITE, position, source);
  }

  @Override
  public CompletableFuture<Integer> writeAsync(ByteBuffer source) {
    return writeFuture(source, PositionalTransfers.AT_CURSOR, FutureOptions.DEFAULT);
  }

  @Override
  public CompletableFuture<Integer> writeAsync(ByteBuffer source, FutureOptions options) {
    return writeFuture(source, PositionalTransfers.AT_CURSOR, options);
  }

  @Override
  public CompletableFuture<Integer> writeAsync(ByteBuffer source, long position) {
    return writeAsync(source, position, FutureOptions.DEFAULT);
  }

  @Override
  public CompletableFuture<Integer> writeAsync(
      ByteBuffer source, long position, FutureOptions options) {
    requirePosition(position);
    return writeFuture(source, position, options);
  }

  @Override
  public void length(long length) throws IOException {
    if (length < 0) {
      throw new IllegalArgumentException("the length is negative: " + length);
    }
    acquire("SetLength");
    try {
      checkWrite(transfers.positions().setLength(length), "SetLength");
    } finally {
      handle.release();
    }
  }

  @Override
  public void flush() throws IOException {
    acquire("Flush");
    try {
      checkWrite(Natives.flush(handle.value()), "Flush");
    } finally {
      handle.release();
    }
  }

  @Override
  public long length() throws IOException {
    return get("GetLength", Natives::getLength);
  }

  @Override
  public long position() throws IOException {
    acquire("GetCurrentPosition");
    try {
      long[] position = new long[1];
      Failures.check(transfers.positions().getPosition(position), "GetCurrentPosition", subject);
      return position[0];
    } finally {
      handle.release();
    }
  }

  @Override
  public void position(long position) throws IOException {
    requirePosition(position);
    acquire("SetCurrentPosition");
    try {
      Failures.check(transfers.positions().setPosition(position), "SetCurrentPosition", subject);
    } finally {
      handle.release();
    }
  }

  @Override
  public long seek(SeekOrigin origin, long offset, SeekFlag... flags) throws IOException {
    Objects.requireNonNull(origin, "origin");
    int flagBits = 0;
    for (SeekFlag flag : flags) {
      flagBits |= flag.value();
    }
    acquire("Seek");
    try {
      rejectImpossibleTarget(origin, offset);
      long[] position = new long[1];
      Failures.check(
          transfers.positions().seek(origin, offset, flagBits, position), "Seek", subject);
      return position[0];
    } finally {
      handle.release();
    }
  }

  @Override
  public boolean isEndOfStream() throws IOException {
    acquire("IsEndOfStream");
    try {
      int[] end = new int[1];
      Failures.check(transfers.positions().isEndOfStream(end), "IsEndOfStream", subject);
      return end[0] != 0;
    } finally {
      handle.release();
    }
  }

  @Override
  public Set<Capability> capabilities() throws IOException {
    long bits = get("GetCapabilities", Natives::getCapabilities);
    EnumSet<Capability> capabilities = EnumSet.noneOf(Capability.class);
    for (Capability capability : Capability.values()) {
      if ((bits & capability.value()) != 0) {
        capabilities.add(capability);
      }
    }
    return Collections.unmodifiableSet(capabilities);
  }

  @Override
  public Attributes attributes() {
    return new NativeAttributes(handle, subject);
  }

  @Override
  public ByteStream wrapper() throws IOException {
    acquire("MFCreateMFByteStreamWrapper");
    try {
      long[] wrapper = new long[1];
      Failures.check(
          Natives.createByteStreamWrapper(handle.value(), wrapper),
          "MFCreateMFByteStreamWrapper",
          subject);
      handle.share();
      try {
        return new NativeByteStream(
            new NativeHandle(wrapper[0], address -> closeAndRelease(address, handle)),
            subject,
            access,
            transfers.positions().sharedBy(wrapper[0]),
            path,
            false,
            this);
      } catch (Throwable e) {
        Natives.release(wrapper[0]);
        handle.release();
        throw e;
      }
    } finally {
      handle.release();
    }
  }

  /** On Wine a closed wrapper would not end what is pending: it is closed with the last of it. */
  private static void closeAndRelease(long wrapper, NativeHandle wrapped) {
    Natives.closeStream(wrapper);
    Natives.release(wrapper);
    // Whose native stream the wrapper's transfers may use.
    wrapped.release();
  }

  @Override
  public InputStream asInputStream() {
    return new InputView(this);
  }

  @Override
  public OutputStream asOutputStream() {
    return new OutputView(this);
  }

  @Override
  public SeekableByteChannel asChannel() {
    return new ChannelView(this);
  }

  @Override
  public AsynchronousByteChannel asAsynchronousChannel() {
    return new AsynchronousChannelView(this);
  }

  @Override
  public Flow.Publisher<ByteBuffer> asPublisher(int bufferSize) {
    return new PublisherView(this, bufferSize);
  }

  @Override
  public void close() throws IOException {
    if (!handle.close()) {
      return;
    }
    int hr = HResultTable.S_OK;
    try {
      if (closesNative) {
        hr = Natives.closeStream(handle.value());
        transfers.positions().close();
      }
      transfers.positions().leave();
    } finally {
      handle.release();
      cleanable.clean();
    }
    if (hr != HResultTable.E_NOTIMPL) {
      Failures.check(hr, "Close", subject);
    }
  }

  /**
   * The stream of this library that it is.
   *
   * @throws IllegalArgumentException it is somebody else's implementation of the interface
   */
  public static NativeByteStream of(ByteStream stream) {
    if (Objects.requireNonNull(stream, "stream") instanceof NativeByteStream own) {
      return own;
    }
    throw new IllegalArgumentException("not a stream of this library: " + stream);
  }

  @Override
  public String toString() {
    return "ByteStream[" + subject + ", " + access + (handle.isClosed() ? ", closed]" : "]");
  }

  public NativeHandle handle() {
    return handle;
  }

  StreamTransfers transfers() {
    return transfers;
  }

  /** What messages call this stream: the path as it was given. */
  String subject() {
    return subject;
  }

  private static void requirePosition(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("the position is negative: " + position);
    }
  }

  private CompletableFuture<Integer> readFuture(
      ByteBuffer destination, long position, FutureOptions options) {
    Objects.requireNonNull(options, "options");
    TransferBuffer.requireWritable(Objects.requireNonNull(destination, "destination"));
    return transfers.begin(TransferKind.READ, position, destination, options);
  }

  private CompletableFuture<Integer> writeFuture(
      ByteBuffer source, long position, FutureOptions options) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(source, "source");
    return transfers.begin(TransferKind.WRITE, position, source, options);
  }

  /** For operations that change the file. */
  private void checkWrite(int hr, String operation) throws IOException {
    if (hr < 0) {
      throw transfers.failure(hr, operation, FileAccess.WRITE);
    }
  }

  private void acquire(String operation) throws IOException {
    transfers.acquire(operation);
  }

  @FunctionalInterface
  private interface Getter {
    int get(long stream, long[] value);
  }

  private long get(String operation, Getter getter) throws IOException {
    acquire(operation);
    try {
      long[] value = new long[1];
      Failures.check(getter.get(handle.value(), value), operation, subject);
      return value[0];
    } finally {
      handle.release();
    }
  }

  /** Wine takes an impossible target and fails at the next read; the portable engine refuses it. */
  private void rejectImpossibleTarget(SeekOrigin origin, long offset) throws IOException {
    long from = origin == SeekOrigin.BEGIN ? 0 : position();
    // From a position of 0 or more, a sum that overflows is negative too.
    if (from + offset < 0) {
      throw Failures.illegalArgument(
          "Seek", subject, "there is no position " + from + " + " + offset);
    }
  }

  /** Closes a stream that was forgotten. Must not refer to the ByteStream. */
  private record Unclosed(
      NativeHandle handle, boolean closesNative, String subject, @Nullable Throwable creation)
      implements Runnable {
    @Override
    public void run() {
      if (handle.close()) {
        if (closesNative) {
          Natives.closeStream(handle.value());
        }
        handle.release();
        LeakNet.report("The stream on \"" + subject + "\" was never closed", creation);
      }
    }
  }
}
