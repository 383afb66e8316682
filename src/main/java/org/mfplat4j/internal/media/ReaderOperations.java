package org.mfplat4j.internal.media;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.HResult;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.jni.Upcall;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.internal.source.SerialExecutor;
import org.mfplat4j.media.ReadFlag;
import org.mfplat4j.media.ReadResult;
import org.mfplat4j.media.Sample;
import org.mfplat4j.media.SourceReader;

/**
 * What is to be done with one source reader. Operations run natively one at a time, in the order in
 * which they came: Wine loses a callback where two reads are in flight. What users are told goes
 * through one serial executor, so that the platform's callback threads never run their code.
 *
 * <p>While an operation is current it has a lease on the reader. So the reader is released when it
 * was closed and nothing is current. Any thread.
 */
final class ReaderOperations {
  static {
    Natives.initializeReaders();
  }

  private final NativeHandle handle;
  private final String subject;
  private final int streams;
  private final SerialExecutor users = new SerialExecutor(WorkQueue.MULTITHREADED);

  // All guarded by this. Nothing native and nothing of the users' is called under this lock.
  private final Deque<ReaderOperation> waiting = new ArrayDeque<>();
  private @Nullable ReaderOperation current;
  // Of the current read: a flush has come after it.
  private boolean flushes;
  private boolean closed;

  /** Takes the handle over. */
  ReaderOperations(NativeHandle handle, String subject, int streams) {
    this.handle = handle;
    this.subject = subject;
    this.streams = streams;
  }

  NativeHandle handle() {
    return handle;
  }

  String subject() {
    return subject;
  }

  int streams() {
    return streams;
  }

  /** Runs a task in turn with all that the users are told. */
  void tell(Runnable task) {
    Runnable caught =
        () -> {
          try {
            task.run();
          } catch (Throwable thrown) {
            Upcall.report(thrown);
          }
        };
    try {
      users.execute(caught);
    } catch (RejectedExecutionException platformIsDown) {
      caught.run();
    }
  }

  /** Has an operation carried out after those that came before. */
  void submit(ReaderOperation operation) throws IOException {
    synchronized (this) {
      requireOpen(operation.name());
      if (current != null) {
        waiting.add(operation);
        return;
      }
      start(operation);
    }
    carryOut(operation);
  }

  /** Has a seek or a flush carried out. Reads that wait are dropped. */
  void submit(ReaderOperation.Change change, ReaderOperation.Drop reason) throws IOException {
    synchronized (this) {
      requireOpen(change.name());
      if (current != null) {
        flushes |= reason == ReaderOperation.Drop.FLUSH;
        waiting.add(takeReads(reason));
        waiting.add(change);
        return;
      }
      start(change);
    }
    carryOut(change);
  }

  /** Those that wait, to be told in their turn that they are dropped. Under the lock. */
  private Dropped takeReads(ReaderOperation.Drop reason) {
    List<ReaderOperation> reads = new ArrayList<>();
    Iterator<ReaderOperation> each = waiting.iterator();
    while (each.hasNext()) {
      ReaderOperation next = each.next();
      if (next instanceof ReaderOperation.Read) {
        each.remove();
        reads.add(next);
      }
    }
    return new Dropped(reads, reason);
  }

  /** Calls something that must not meet an operation. */
  void alone(String operation, LongToIntFunction method) throws IOException {
    ReaderOperation marker = new Marker(operation);
    synchronized (this) {
      requireOpen(operation);
      if (current != null) {
        throw Failures.illegalState(
            HResultTable.MF_E_INVALIDREQUEST, operation, subject, current.name() + " is pending");
      }
      start(marker);
    }
    int hr;
    try {
      hr = method.applyAsInt(handle.value());
    } finally {
      carryOutNext();
    }
    check(hr, operation);
  }

  private void requireOpen(String operation) throws IOException {
    if (closed) {
      throw Failures.closed(operation, subject);
    }
  }

  // Under the lock, and nothing is current.
  private void start(ReaderOperation operation) {
    current = operation;
    flushes = false;
    // Not refused: closed is not set.
    handle.share();
  }

  private void carryOut(ReaderOperation operation) {
    if (!begin(operation)) {
      carryOutNext();
    }
  }

  /** The current operation has ended: carries out the next one, and what follows it. */
  private void carryOutNext() {
    for (ReaderOperation next = next(); next != null; next = next()) {
      if (begin(next)) {
        return;
      }
    }
  }

  private @Nullable ReaderOperation next() {
    ReaderOperation next;
    synchronized (this) {
      next = waiting.poll();
      current = next;
      flushes = false;
    }
    if (next == null) {
      handle.release();
    }
    return next;
  }

  /** True when native code will call back for it; else it has ended. */
  private boolean begin(ReaderOperation operation) {
    if (operation instanceof ReaderOperation.Read read && read.isGone()) {
      return false;
    }
    if (operation instanceof Dropped dropped) {
      tell(dropped::done);
      return false;
    }
    // The callback may come, and end the operation's own lease, before the call returns.
    handle.share();
    int hr;
    try {
      hr = call(operation);
    } catch (Throwable thrown) {
      Upcall.report(thrown);
      hr = HResultTable.E_FAIL;
    } finally {
      handle.release();
    }
    int code = hr;
    if (code < 0) {
      tell(() -> operation.failed(code));
      return false;
    }
    if (operation instanceof ReaderOperation.Seek seek) {
      tell(seek::done);
      return false;
    }
    return true;
  }

  private int call(ReaderOperation operation) {
    long reader = handle.value();
    if (operation instanceof ReaderOperation.Seek seek) {
      return Natives.setReaderPosition(reader, seek.position());
    }
    if (operation instanceof ReaderOperation.Read read) {
      int hr = selected(read.stream());
      return hr < 0 ? hr : Natives.readSample(reader, read.stream());
    }
    return Natives.flushReader(reader, SourceReader.ANY_STREAM);
  }

  /**
   * MF_E_INVALIDREQUEST where nothing would be read: reading any stream while none is selected
   * crashes Wine. For holders of a lease.
   */
  int selected(int stream) {
    int[] selected = new int[1];
    if (stream != SourceReader.ANY_STREAM) {
      int hr = Natives.streamSelection(handle.value(), stream, selected);
      return hr < 0 || selected[0] != 0 ? hr : HResultTable.MF_E_INVALIDREQUEST;
    }
    for (int i = 0; i < streams; i++) {
      int hr = Natives.streamSelection(handle.value(), i, selected);
      if (hr < 0 || selected[0] != 0) {
        return hr;
      }
    }
    return HResultTable.MF_E_INVALIDREQUEST;
  }

  /** A read has ended. False if there is none; then the sample's reference stays the caller's. */
  boolean sampleRead(int status, int stream, int flags, long timestamp, long sample) {
    ReaderOperation.Read read;
    boolean dropped;
    synchronized (this) {
      if (!(current instanceof ReaderOperation.Read pending)) {
        return false;
      }
      read = pending;
      dropped = flushes;
    }
    try {
      Optional<Sample> taken =
          sample == 0 ? Optional.empty() : Optional.of(NativeSample.owning(sample));
      if (dropped) {
        taken.ifPresent(Sample::close);
        tell(() -> read.dropped(ReaderOperation.Drop.FLUSH));
      } else {
        ReadResult result =
            new ReadResult(
                stream, new HResult(status), flags(flags), Units.toDuration(timestamp), taken);
        tell(() -> read.ended(result));
      }
    } finally {
      carryOutNext();
    }
    return true;
  }

  private static Set<ReadFlag> flags(int bits) {
    Set<ReadFlag> flags = EnumSet.noneOf(ReadFlag.class);
    for (ReadFlag flag : ReadFlag.values()) {
      if ((bits & flag.value()) != 0) {
        flags.add(flag);
      }
    }
    return Collections.unmodifiableSet(flags);
  }

  /** A flush is done. */
  void flushed() {
    ReaderOperation.Change flush;
    synchronized (this) {
      if (!(current instanceof ReaderOperation.Change pending)) {
        return;
      }
      flush = pending;
    }
    tell(flush::done);
    carryOutNext();
  }

  /** Refuses operations from now on, and drops those that wait. Does not wait. */
  void close() {
    Deque<ReaderOperation> dropped;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      dropped = new ArrayDeque<>(waiting);
      waiting.clear();
    }
    dropped.forEach(each -> tell(() -> each.dropped(ReaderOperation.Drop.CLOSE)));
    if (handle.close()) {
      handle.release();
    }
  }

  synchronized String describe() {
    ReaderOperation pending = current;
    return subject + (pending == null ? " is open" : ": " + pending.name() + " is pending");
  }

  /** As {@link Failures#check}, for codes that mean something else here. */
  void check(int hr, String operation) throws IOException {
    if (hr < 0) {
      throw failure(hr, operation);
    }
  }

  /** The failure of an operation; thrown if it is none of the checked ones. */
  IOException failure(int hr, String operation) {
    if (hr == HResultTable.MF_E_INVALIDREQUEST) {
      throw Failures.illegalState(hr, operation, subject, "no such stream is selected");
    }
    return Failures.failure(hr, operation, subject);
  }

  /** Reads that a seek or a flush has dropped, in whose place they are told so. */
  private record Dropped(List<ReaderOperation> reads, Drop reason)
      implements ReaderOperation.Change {
    @Override
    public String name() {
      return "ReadSample";
    }

    @Override
    public void done() {
      reads.forEach(each -> each.dropped(reason));
    }

    @Override
    public void dropped(Drop closed) {
      done();
    }

    @Override
    public void failed(int hr) {
      done();
    }
  }

  /** Something that is called alone. */
  private record Marker(String name) implements ReaderOperation.Change {
    @Override
    public void done() {}

    @Override
    public void dropped(Drop reason) {}

    @Override
    public void failed(int hr) {}
  }
}
