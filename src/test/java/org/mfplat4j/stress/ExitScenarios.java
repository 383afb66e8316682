package org.mfplat4j.stress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.ReadCallback;
import org.mfplat4j.ScriptedStream;
import org.mfplat4j.WorkQueue;

/**
 * The main class of the child JVMs of {@link JvmExitTest}: keeps thousands of reads pending, then
 * ends the process in one of several ways. Its arguments are the way and a file. It prints {@code
 * ending} when it begins to end, and what should not happen.
 */
public final class ExitScenarios {
  static final int EXIT_CODE = 42;

  private static final int IN_FLIGHT = 200;
  private static final CountDownLatch BUSY = new CountDownLatch(1000);

  private ExitScenarios() {}

  public static void main(String[] arguments) throws Exception {
    String way = arguments[0];
    MediaFoundation platform = MediaFoundation.startup();
    ByteStream stream = platform.openFile(Path.of(arguments[1]));
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < IN_FLIGHT; i++) {
      Reader reader = new Reader(stream);
      readers.add(reader);
      reader.begin();
    }
    if (!BUSY.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the reads do not get going");
    }
    switch (way) {
      case "exit-while-threads-detach" -> {
        keepThreadsDetaching();
        exitInCallback();
      }
      case "halt-while-threads-detach" -> {
        keepThreadsDetaching();
        WorkQueue.MULTITHREADED.put(result -> Runtime.getRuntime().halt(EXIT_CODE), null);
      }
      case "return" -> System.out.println("ending");
      case "exit" -> {
        System.out.println("ending");
        System.exit(EXIT_CODE);
      }
      case "halt" -> {
        System.out.println("ending");
        Runtime.getRuntime().halt(EXIT_CODE);
      }
      case "exit-in-callback" -> exitInCallback();
      case "halt-in-callback" ->
          WorkQueue.MULTITHREADED.put(result -> Runtime.getRuntime().halt(EXIT_CODE), null);
      case "exit-on-standard" -> exitOnAQueueOfOne(WorkQueue.STANDARD, platform, stream);
      case "exit-on-serial" ->
          exitOnAQueueOfOne(WorkQueue.allocateSerial(WorkQueue.MULTITHREADED), platform, stream);
      case "callback-blocked" -> exitWithABlockedCallback();
      case "results" -> exitWithResultsThatAreInvokedForEver();
      case "read-in-hook" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> readInHook(stream)));
        System.exit(EXIT_CODE);
      }
      case "close-in-hook" -> {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeInHook(platform, stream)));
        System.exit(EXIT_CODE);
      }
      case "throw" -> throw new IllegalStateException("main throws");
      default -> throw new IllegalArgumentException(way);
    }
    if (way.endsWith("in-callback") || way.endsWith("detach") || way.startsWith("exit-on-")) {
      // The callback ends the process while this thread still runs.
      new CountDownLatch(1).await();
    }
  }

  /** Native threads that call back and end at once, from now on; returns when it goes on. */
  private static void keepThreadsDetaching() throws Exception {
    ScriptedStream script = new ScriptedStream();
    ByteStream stream = script.open(FileAccess.READ);
    CountDownLatch busy = new CountDownLatch(50);
    Thread thread =
        new Thread(
            () -> {
              ByteBuffer buffer = ByteBuffer.allocateDirect(8);
              try {
                while (true) {
                  for (int i = 0; i < 10; i++) {
                    stream.beginRead(
                        buffer.duplicate(),
                        result -> {
                          stream.endRead(result);
                          busy.countDown();
                        },
                        null);
                  }
                  script.complete(0, 8);
                }
              } catch (IOException | IllegalStateException e) {
                // The process is ending.
                return;
              }
            });
    thread.setDaemon(true);
    thread.start();
    if (!busy.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the native threads do not get going");
    }
  }

  private static void exitInCallback() {
    WorkQueue.MULTITHREADED.put(
        result -> {
          System.out.println("ending");
          System.exit(EXIT_CODE);
        },
        null);
  }

  /** The callback that exits is in the way of all that come after it on its queue. */
  private static void exitOnAQueueOfOne(
      WorkQueue queue, MediaFoundation platform, ByteStream stream) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  System.out.println("same queue: " + runsOn(queue, Duration.ofSeconds(1)));
                  System.out.println(
                      "other queue: " + runsOn(WorkQueue.LONG_FUNCTION, Duration.ofSeconds(20)));
                  closeInHook(platform, stream);
                }));
    queue.put(result -> System.exit(EXIT_CODE), null);
  }

  private static boolean runsOn(WorkQueue queue, Duration limit) {
    CountDownLatch ran = new CountDownLatch(1);
    queue.put(result -> ran.countDown(), null);
    try {
      return ran.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void exitWithABlockedCallback() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    WorkQueue.LONG_FUNCTION.put(
        result -> {
          blocked.countDown();
          new CountDownLatch(1).await();
        },
        null);
    blocked.await();
    System.out.println("ending");
    System.exit(EXIT_CODE);
  }

  private static void exitWithResultsThatAreInvokedForEver() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1000);
    for (int i = 0; i < IN_FLIGHT; i++) {
      AsyncCallback again =
          result -> {
            try (result) {
              busy.countDown();
              result.invokeCallback();
            }
          };
      try (AsyncResult result = AsyncResult.create("object", again, "state")) {
        result.invokeCallback();
      }
    }
    if (!busy.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the results do not get going");
    }
    System.out.println("ending");
    System.exit(EXIT_CODE);
  }

  /** Ends with data: queue threads run until the hooks have ended, and a busy machine has time. */
  private static void readInHook(ByteStream stream) {
    try {
      ReadCallback callback = new ReadCallback(stream);
      stream.beginRead(ByteBuffer.allocateDirect(100), callback, null);
      System.out.println("hook: " + callback.waitForCompletion(Duration.ofSeconds(20)).name());
    } catch (IOException | IllegalStateException e) {
      System.out.println("hook: " + e.getMessage());
    } catch (InterruptedException e) {
      System.out.println("hook: interrupted");
    }
  }

  private static void closeInHook(MediaFoundation platform, ByteStream stream) {
    try {
      long start = System.nanoTime();
      stream.close();
      platform.close();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      // Ten seconds, for the callback and then for its result, and what a busy machine adds.
      System.out.println("hook: closed in time: " + (millis < 20_000));
    } catch (IOException | RuntimeException e) {
      System.out.println("hook: " + e);
    }
  }

  /** Reads again and again: each callback begins the next read. */
  private static final class Reader implements AsyncCallback {
    private final ByteStream stream;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

    Reader(ByteStream stream) {
      this.stream = stream;
    }

    void begin() throws IOException {
      stream.position(0);
      stream.beginRead(buffer.clear(), this, null);
    }

    @Override
    public CallbackParameters parameters() {
      return CallbackParameters.on(WorkQueue.MULTITHREADED);
    }

    @Override
    public void invoke(AsyncResult result) throws Exception {
      stream.endRead(result);
      BUSY.countDown();
      try {
        begin();
      } catch (IOException | IllegalStateException e) {
        // The process is ending.
        return;
      }
    }
  }
}
