package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.ScratchFolder;

/** The last close that has to wait says at once what it waits for. */
class CloseReportContractTest {
  @RegisterExtension final ScratchFolder folder = new ScratchFolder();

  private final Logger logger = Logger.getLogger("org.mfplat4j");
  private final Queue<String> messages = new ConcurrentLinkedQueue<>();
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          messages.add(new SimpleFormatter().formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void record() {
    logger.addHandler(recorder);
  }

  @AfterEach
  void forget() {
    logger.removeHandler(recorder);
  }

  @Test
  void aCallbackThatRunsIsNamedWhileCloseWaits() throws Exception {
    MediaFoundation platform = MediaFoundation.startup();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch let = new CountDownLatch(1);
    WorkQueue.MULTITHREADED.put(
        result -> {
          entered.countDown();
          let.await();
        },
        null);
    assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> closed = closing(platform);
    Limits.eventually(
        () ->
            assertThat(messages)
                .anyMatch(
                    message ->
                        message.contains("waits up to 5 s")
                            && message.contains("1 whose callback runs")
                            && message.contains("await")));
    assertThat(closed).isNotDone();
    let.countDown();
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void resultsThatWereNeverEndedAreCountedAndNamed() throws Exception {
    Path file = Files.write(folder.path().resolve("file.bin"), new byte[100]);
    MediaFoundation platform = MediaFoundation.startup();
    CompletableFuture<AsyncResult> kept = new CompletableFuture<>();
    CompletableFuture<Void> closed;
    try (ByteStream stream = platform.openFile(file)) {
      stream.beginRead(ByteBuffer.allocateDirect(100), kept::complete, null);
      AsyncResult result = kept.get(20, TimeUnit.SECONDS);
      closed = closing(platform);
      Limits.eventually(
          () ->
              assertThat(messages)
                  .anyMatch(
                      message ->
                          message.contains("MFShutdown waits up to 5 s")
                              && message.contains("1: BeginRead on \"" + file + "\"")));
      assertThat(stream.endRead(result)).isEqualTo(100);
    }
    closed.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aCloseThatNeedNotWaitWarnsOfNothing() throws Exception {
    Path file = Files.write(folder.path().resolve("file.bin"), new byte[100]);
    try (MediaFoundation platform = MediaFoundation.startup();
        ByteStream stream = platform.openFile(file)) {
      stream.readAsync(ByteBuffer.allocate(100)).get(20, TimeUnit.SECONDS);
    }
    assertThat(messages)
        .noneMatch(message -> message.contains("MFShutdown") || message.contains("in spite of"));
  }

  private static CompletableFuture<Void> closing(MediaFoundation platform) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            platform.close();
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        task -> new Thread(task, "closing").start());
  }
}
