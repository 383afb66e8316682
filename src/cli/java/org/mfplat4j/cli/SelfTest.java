package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.OpenMode;
import org.mfplat4j.PeriodicCallback;
import org.mfplat4j.ScheduledItem;
import org.mfplat4j.WaitingItem;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.WorkQueueType;

/**
 * Tries what Media Foundation documents, on a temporary file and on queues of its own, within a
 * time limit. The tries run on a thread of their own, one after the other: one that hangs is told,
 * and those behind it do not run.
 */
final class SelfTest {
  /** What came of one try. */
  enum Outcome {
    /** As documented. */
    OK("ok"),
    /** The platform lacks it, and the library refuses it. */
    REFUSED("refused"),
    /** Not as documented. */
    DIFFERS("differs"),
    /** It had not ended when the time was over. */
    HANGS("hangs"),
    /** One before it hung. */
    NOT_RUN("not run");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }

    /** Whether somebody should hear of it. */
    boolean isFault() {
      return this != OK && this != REFUSED;
    }
  }

  /** One line: what was tried, what came of it, and what differed or else was seen. */
  record Line(String name, Outcome outcome, String seen) {}

  /** One try; the text is what was seen, and an exception what differed. */
  @FunctionalInterface
  interface Try {
    String run() throws Exception;
  }

  private record Named(String name, Try attempt) {}

  private static final int FILE_SIZE = 256 << 10;
  private static final int READS = 16;
  private static final int ITEMS = 24;
  private static final int TICKS = 3;
  private static final long DELAY_MILLIS = 50;

  private final List<Named> tries = new ArrayList<>();
  private final Duration limit;
  private final Duration limitOfOne;
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable ByteStream file;

  /** A test that takes so long at most; what one try waits for may take a fifth of it. */
  SelfTest(Duration limit) {
    this.limit = limit;
    this.limitOfOne = limit.dividedBy(5);
  }

  /** All that Media Foundation documents and the library uses. */
  static List<Line> run(Duration limit) throws InterruptedException {
    SelfTest test = new SelfTest(limit);
    test.addAll();
    return test.run();
  }

  SelfTest add(String name, Try attempt) {
    tries.add(new Named(name, attempt));
    return this;
  }

  private void addAll() {
    add("a file is written", this::write);
    add("it is read back", this::read);
    add("reads in flight together", this::readTogether);
    add("the end of the file", this::readAtEnd);
    add("BeginWrite", this::writeAsynchronously);
    add("SetLength", this::setLength);
    add("Flush", this::flush);
    add("a cancelled read", this::cancelRead);
    add("platform queues", this::platformQueues);
    add("order of a private queue", this::order);
    add("priorities of a private queue", this::priorities);
    add("several at a time", this::severalAtATime);
    add("reply mode", this::replyMode);
    add("MMCSS", this::mmcss);
    add("a timer", this::timer);
    add("a cancelled timer", this::cancelTimer);
    add("a periodic callback", this::ticks);
    add("an event that is signalled", this::signalled);
    add("a cancelled wait", this::cancelWait);
    add("media events", this::mediaEvents);
  }

  /** Runs what was added. The caller's thread waits, so that the limit holds whatever hangs. */
  List<Line> run() throws InterruptedException {
    LinkedBlockingQueue<Line> done = new LinkedBlockingQueue<>();
    Thread thread =
        new Thread(
            () -> {
              runAll(done);
              ended.countDown();
            },
            "mfplat4j-self-test");
    thread.setDaemon(true);
    long end = System.nanoTime() + limit.toNanos();
    thread.start();
    List<Line> lines = new ArrayList<>();
    // The start and the end of the platform are tries, too.
    while (lines.size() < tries.size() + 2) {
      Line line = done.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        break;
      }
      lines.add(line);
    }
    addMissing(lines);
    return lines;
  }

  /** Until the thread of the tries is done, which it need not be when {@link #run()} returns. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  private void addMissing(List<Line> lines) {
    int hung = lines.size();
    for (int i = hung; i < tries.size() + 2; i++) {
      String name = i == 0 ? "start" : i <= tries.size() ? tries.get(i - 1).name : "end";
      lines.add(
          i == hung
              ? new Line(name, Outcome.HANGS, "not done when " + limit.toMillis() + " ms were over")
              : new Line(name, Outcome.NOT_RUN, ""));
    }
  }

  /** On the test's own thread. */
  private void runAll(LinkedBlockingQueue<Line> done) {
    MediaFoundation platform;
    try {
      platform = MediaFoundation.startup();
      file = platform.openTempFile(FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST);
    } catch (IOException | RuntimeException e) {
      done.add(new Line("start", Outcome.DIFFERS, Errors.describe(e)));
      tries.forEach(each -> done.add(new Line(each.name, Outcome.NOT_RUN, "")));
      done.add(new Line("end", Outcome.NOT_RUN, ""));
      return;
    }
    done.add(new Line("start", Outcome.OK, "with a temporary file"));
    tries.forEach(each -> done.add(line(each.name, each.attempt)));
    done.add(
        line(
            "end",
            () -> {
              file().close();
              platform.close();
              return "nothing was left";
            }));
  }

  private static Line line(String name, Try attempt) {
    try {
      return new Line(name, Outcome.OK, attempt.run());
    } catch (UnsupportedOperationException e) {
      return new Line(name, Outcome.REFUSED, Errors.describe(e));
    } catch (Throwable e) {
      // Whatever it is, the report must have it.
      return new Line(name, Outcome.DIFFERS, Errors.describe(e));
    }
  }

  private ByteStream file() throws IOException {
    if (file == null) {
      throw new IOException("there is no file");
    }
    return file;
  }

  private static byte byteAt(long position) {
    return (byte) (position * 31 + (position >> 8));
  }

  private static ByteBuffer pattern(long position, int size) {
    ByteBuffer buffer = MediaFoundation.allocateBuffer(size);
    for (int i = 0; i < size; i++) {
      buffer.put(i, byteAt(position + i));
    }
    return buffer;
  }

  private static void requirePattern(ByteBuffer bytes, long position) throws IOException {
    for (int i = 0; i < bytes.position(); i++) {
      if (bytes.get(i) != byteAt(position + i)) {
        throw new IOException("the byte at " + (position + i) + " is another one");
      }
    }
  }

  private static void require(boolean documented, String otherwise) throws IOException {
    if (!documented) {
      throw new IOException(otherwise);
    }
  }

  private <T> T within(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(limitOfOne.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Failed.rethrow(e.getCause());
      throw e;
    } catch (TimeoutException e) {
      throw new IOException("it did not complete within " + limitOfOne.toMillis() + " ms", e);
    }
  }

  private void await(CountDownLatch latch, String what) throws Exception {
    require(
        latch.await(limitOfOne.toMillis(), TimeUnit.MILLISECONDS),
        what + " did not come within " + limitOfOne.toMillis() + " ms");
  }

  private String write() throws Exception {
    ByteBuffer bytes = pattern(0, FILE_SIZE);
    while (bytes.hasRemaining()) {
      require(file().write(bytes) > 0, "0 bytes were written");
    }
    require(file().length() == FILE_SIZE, "the length is " + file().length());
    return FILE_SIZE + " bytes";
  }

  private String read() throws Exception {
    ByteBuffer bytes = MediaFoundation.allocateBuffer(FILE_SIZE);
    file().position(0);
    int count = within(file().readAsync(bytes));
    require(count == FILE_SIZE, count + " bytes in place of " + FILE_SIZE);
    requirePattern(bytes, 0);
    return count + " bytes";
  }

  private String readTogether() throws Exception {
    int size = FILE_SIZE / READS;
    List<ByteBuffer> buffers = new ArrayList<>();
    List<CompletableFuture<Integer>> reads = new ArrayList<>();
    file().position(0);
    for (int i = 0; i < READS; i++) {
      buffers.add(MediaFoundation.allocateBuffer(size));
      reads.add(file().readAsync(buffers.get(i)));
    }
    for (int i = 0; i < READS; i++) {
      int count = within(reads.get(i));
      require(count == size, "read " + i + " has " + count + " bytes in place of " + size);
      requirePattern(buffers.get(i), (long) i * size);
    }
    return READS + " reads have consecutive ranges";
  }

  private String readAtEnd() throws Exception {
    file().position(FILE_SIZE);
    int count = within(file().readAsync(MediaFoundation.allocateBuffer(1)));
    require(count <= 0, count + " bytes behind the end");
    require(file().isEndOfStream(), "IsEndOfStream is false at the end");
    return "a read of 0 bytes";
  }

  private String writeAsynchronously() throws Exception {
    int count = within(file().writeAsync(pattern(0, 1 << 10), 0));
    require(count == 1 << 10, count + " bytes in place of 1024");
    return count + " bytes";
  }

  private String setLength() throws Exception {
    file().length(2L * FILE_SIZE);
    long length = file().length();
    file().length(FILE_SIZE);
    require(length == 2L * FILE_SIZE, "the length is " + length);
    return "twice the length, and back";
  }

  private String flush() throws Exception {
    file().flush();
    return "";
  }

  private String cancelRead() throws Exception {
    ByteBuffer bytes = MediaFoundation.allocateBuffer(FILE_SIZE);
    CompletableFuture<Integer> read = file().readAsync(bytes, 0);
    if (read.cancel(false)) {
      return "it was stopped";
    }
    require(within(read) == FILE_SIZE, "it was not stopped, and is not whole");
    return "it had ended before";
  }

  private String platformQueues() throws Exception {
    WorkQueue[] queues = {
      WorkQueue.STANDARD,
      WorkQueue.RT,
      WorkQueue.IO,
      WorkQueue.TIMER,
      WorkQueue.MULTITHREADED,
      WorkQueue.LONG_FUNCTION
    };
    for (WorkQueue queue : queues) {
      CountDownLatch invoked = new CountDownLatch(1);
      queue.put(result -> invoked.countDown(), null);
      await(invoked, "an item on " + queue);
    }
    return "each of " + queues.length + " runs an item";
  }

  private String order() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      QueueProbe.Load load = new QueueProbe(queue).load(ITEMS, false);
      require(load.inOrder(), "the items are mixed");
      require(load.atATime() == 1, load.atATime() + " items ran at a time");
    }
    return ITEMS + " items, one at a time";
  }

  private String priorities() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      require(new QueueProbe(queue).honoursPriorities(), "priorities are ignored");
    }
    return "honoured";
  }

  private String severalAtATime() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.MULTITHREADED)) {
      QueueProbe.Load load = new QueueProbe(queue).load(ITEMS, true);
      require(load.atATime() > 1, "a multithreaded queue ran its items one at a time");
      return load.atATime() + " items on " + load.threads() + " threads";
    }
  }

  private String replyMode() throws Exception {
    try (WorkQueue queue = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      require(new QueueProbe(queue).waitsForReplies(), "a serial queue does not wait for replies");
    }
    return "a serial queue waits for replies";
  }

  private String mmcss() throws Exception {
    try (WorkQueue queue = WorkQueue.allocate(WorkQueueType.STANDARD)) {
      int id = queue.mmcss().taskId();
      return "task " + id + " for a queue that is not registered";
    }
  }

  private String timer() throws Exception {
    AtomicLong end = new AtomicLong();
    CountDownLatch invoked = new CountDownLatch(1);
    long begin = System.nanoTime();
    ScheduledItem unused =
        WorkQueue.MULTITHREADED.schedule(
            result -> {
              end.set(System.nanoTime());
              invoked.countDown();
            },
            null,
            Duration.ofMillis(DELAY_MILLIS));
    await(invoked, "an item for " + DELAY_MILLIS + " ms");
    long millis = TimeUnit.NANOSECONDS.toMillis(end.get() - begin);
    // Windows counts in ticks, and may count the one that has begun.
    long tick = PeriodicCallback.periodicity().toMillis();
    String seen = millis + " ms for " + DELAY_MILLIS + " ms, in ticks of " + tick + " ms";
    require(millis >= DELAY_MILLIS - tick, "too early: " + seen);
    return seen;
  }

  private String cancelTimer() throws Exception {
    CountDownLatch invoked = new CountDownLatch(1);
    ScheduledItem item =
        WorkQueue.MULTITHREADED.schedule(
            result -> invoked.countDown(), null, Duration.ofMinutes(1));
    require(item.cancel(), "MFCancelWorkItem did not find an item that was not due");
    require(!item.cancel(), "MFCancelWorkItem found an item that was cancelled");
    require(invoked.getCount() == 1, "the callback was invoked");
    return "the callback is not invoked";
  }

  @SuppressWarnings("try") // The callback is held while its ticks are counted.
  private String ticks() throws Exception {
    CountDownLatch ticks = new CountDownLatch(TICKS);
    try (PeriodicCallback periodic = PeriodicCallback.add(ticks::countDown)) {
      await(ticks, TICKS + " ticks");
    }
    return TICKS + " ticks";
  }

  private String signalled() throws Exception {
    CountDownLatch invoked = new CountDownLatch(1);
    try (NativeEvent event = NativeEvent.create()) {
      WaitingItem unused =
          WorkQueue.MULTITHREADED.putWaiting(event, result -> invoked.countDown(), null, 0);
      event.set();
      await(invoked, "the callback of an event");
    }
    return "the callback is invoked";
  }

  private String cancelWait() throws Exception {
    CompletableFuture<HResult> status = new CompletableFuture<>();
    try (NativeEvent event = NativeEvent.create()) {
      WaitingItem item =
          WorkQueue.MULTITHREADED.putWaiting(
              event, (AsyncResult result) -> status.complete(result.status()), null, 0);
      require(item.cancel(), "MFCancelWorkItem did not find an item that waits");
      HResult seen = within(status);
      return "the callback has the status " + seen;
    }
  }

  private String mediaEvents() throws Exception {
    try (MediaEventQueue queue = MediaEventQueue.create()) {
      CompletableFuture<MediaEvent> first = queue.nextEvent();
      queue.queue(MediaEvent.of(MediaEventType.SOURCE_STARTED, "one"));
      queue.queue(MediaEvent.of(MediaEventType.SOURCE_STOPPED, 2));
      require(within(first).value(String.class).orElse("").equals("one"), "not the first event");
      require(
          within(queue.nextEvent()).value(Integer.class).orElse(0) == 2, "not the second event");
      CompletableFuture<MediaEvent> last = queue.nextEvent();
      queue.shutdown();
      try {
        within(last);
      } catch (IllegalStateException e) {
        return "two in their order, and the shutdown";
      }
      throw new IOException("an event came after the shutdown");
    }
  }
}
