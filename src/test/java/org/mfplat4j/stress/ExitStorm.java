package org.mfplat4j.stress;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.CallbackParameters;
import org.mfplat4j.Capability;
import org.mfplat4j.JavaByteStream;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.NativeEvent;
import org.mfplat4j.ReadCallback;
import org.mfplat4j.WorkQueue;

/**
 * The main class of the child JVMs of {@link JvmExitTest} that end while reads, timers, waits and
 * reads of a Java source are in flight, for all of which a shutdown hook waits. Its arguments are
 * the way to end and a file. The hook prints what became of each, and when it ended.
 */
public final class ExitStorm {
  private static final int READERS = 20;
  private static final Duration DELAY = Duration.ofMillis(300);

  private ExitStorm() {}

  public static void main(String[] arguments) throws Exception {
    String way = arguments[0];
    MediaFoundation platform = MediaFoundation.startup();
    ByteStream stream = platform.openFile(Path.of(arguments[1]));
    for (int i = 0; i < READERS; i++) {
      new Reader(stream).begin();
    }
    NativeEvent event = NativeEvent.create();
    CompletableFuture<Integer> waited = new CompletableFuture<>();
    WorkQueue.MULTITHREADED.putWaiting(event, result -> waited.complete(1), null, 0);
    ByteStream slow = slowStream();
    ReadCallback callback = new ReadCallback(slow);
    slow.beginRead(ByteBuffer.allocateDirect(50), callback, null);

    Map<String, Future<Integer>> pending = new LinkedHashMap<>();
    pending.put(
        "timer",
        WorkQueue.MULTITHREADED
            .asScheduledExecutor()
            .schedule(() -> 1, DELAY.toMillis(), TimeUnit.MILLISECONDS));
    pending.put("file", stream.readAsync(ByteBuffer.allocate(100), 0));
    pending.put("source", slowStream().readAsync(ByteBuffer.allocate(100), 0));
    pending.put("wait", waited);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> awaitAll(pending, event, callback), "waiting-hook"));
    switch (way) {
      case "exit" -> System.exit(ExitScenarios.EXIT_CODE);
      case "halt" -> Runtime.getRuntime().halt(ExitScenarios.EXIT_CODE);
      case "exit-in-callback" ->
          WorkQueue.MULTITHREADED.put(result -> System.exit(ExitScenarios.EXIT_CODE), null);
      case "terminate" ->
          new ProcessBuilder("kill", "-TERM", Long.toString(ProcessHandle.current().pid())).start();
      case "return" -> {
        return;
      }
      default -> throw new IllegalArgumentException(way);
    }
    new CountDownLatch(1).await();
  }

  private static void awaitAll(
      Map<String, Future<Integer>> pending, NativeEvent event, ReadCallback callback) {
    try {
      event.set();
      for (Map.Entry<String, Future<Integer>> each : pending.entrySet()) {
        System.out.println(each.getKey() + ": " + each.getValue().get(20, TimeUnit.SECONDS));
      }
      System.out.println("callback: " + callback.waitForCompletion(Duration.ofSeconds(20)).name());
    } catch (Exception e) {
      System.out.println("hook failed: " + e);
    }
    System.out.println("hook ended at " + System.currentTimeMillis());
  }

  /** A stream of Java's, each of whose reads takes a while. */
  private static ByteStream slowStream() throws Exception {
    Executor later = CompletableFuture.delayedExecutor(DELAY.toMillis(), TimeUnit.MILLISECONDS);
    return JavaByteStream.create(
        new ByteStreamSource() {
          @Override
          public Set<Capability> capabilities() {
            return EnumSet.of(Capability.READABLE, Capability.SEEKABLE);
          }

          @Override
          public long length() {
            return 1000;
          }

          @Override
          public CompletionStage<Integer> read(ByteBuffer destination, long position) {
            return CompletableFuture.supplyAsync(
                () -> {
                  int count = destination.remaining();
                  destination.put(new byte[count]);
                  return count;
                },
                later);
          }
        })
        .stream();
  }

  /** Reads again and again: each callback begins the next read. */
  private static final class Reader implements AsyncCallback {
    private final ByteStream stream;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

    Reader(ByteStream stream) {
      this.stream = stream;
    }

    void begin() throws Exception {
      stream.beginRead(buffer.clear(), 0, this, null);
    }

    @Override
    public CallbackParameters parameters() {
      return CallbackParameters.on(WorkQueue.MULTITHREADED);
    }

    @Override
    public void invoke(AsyncResult result) throws Exception {
      stream.endRead(result);
      begin();
    }
  }
}
