package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.mfplat4j.testing.LeaksOnWine;

/**
 * The library in the order in which one meets it. Each test shows one thing, and its first comment
 * is what to remember.
 */
@TestMethodOrder(MethodName.class)
class TutorialTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Path file;
  private MediaFoundation mf;

  @BeforeEach
  void startup() throws Exception {
    file = Files.writeString(folder.resolve("greeting.txt"), "Hello, Media Foundation");
    // Start the platform first, and close it last. Starts are counted.
    mf = MediaFoundation.startup();
  }

  @AfterEach
  void shutdown() throws Exception {
    mf.close();
  }

  @Test
  void step01ReadAFile() throws Exception {
    // A synchronous read fills the buffer from the stream's position, and moves both positions.
    try (ByteStream stream = mf.openFile(file)) {
      ByteBuffer buffer = MediaFoundation.allocateBuffer(5);
      assertThat(stream.read(buffer)).isEqualTo(5);
      assertThat(text(buffer)).isEqualTo("Hello");
      assertThat(stream.position()).isEqualTo(5);
    }
  }

  @Test
  void step02ReadWithACallback() throws Exception {
    // Begin returns at once. The callback runs on a thread of the platform and ends the read.
    CountDownLatch done = new CountDownLatch(1);
    List<Integer> counts = Collections.synchronizedList(new ArrayList<>());
    try (ByteStream stream = mf.openFile(file)) {
      ByteBuffer buffer = MediaFoundation.allocateBuffer(100);
      stream.beginRead(
          buffer,
          result -> {
            counts.add(stream.endRead(result));
            done.countDown();
          });
      assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(counts).containsExactly(23);
      assertThat(text(buffer)).isEqualTo("Hello, Media Foundation");
    }
  }

  @Test
  void step03WaitForACallback() throws Exception {
    // ReadCallback is the class of Microsoft's article: it ends the read and lets a thread wait.
    try (ByteStream stream = mf.openFile(file)) {
      ReadCallback callback = new ReadCallback(stream);
      stream.beginRead(MediaFoundation.allocateBuffer(100), callback);
      assertThat(callback.waitForCompletion(PATIENCE)).isEqualTo(HResult.S_OK);
      assertThat(callback.bytesRead()).isEqualTo(23);
    }
  }

  @Test
  void step04ReadsInFlightTogether() throws Exception {
    // Each read fixes its range when it begins, so two that begin one after the other are
    // neighbours, in whatever order they complete.
    try (ByteStream stream = mf.openFile(file)) {
      ByteBuffer first = MediaFoundation.allocateBuffer(6);
      ByteBuffer second = MediaFoundation.allocateBuffer(17);
      CompletableFuture.allOf(stream.readAsync(first), stream.readAsync(second))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(text(first) + text(second)).isEqualTo("Hello, Media Foundation");
    }
  }

  @Test
  void step05ReadAtAPosition() throws Exception {
    // A read with a position of its own leaves the stream's position alone.
    try (ByteStream stream = mf.openFile(file)) {
      ByteBuffer buffer = MediaFoundation.allocateBuffer(5);
      assertThat(stream.read(buffer, 7)).isEqualTo(5);
      assertThat(text(buffer)).isEqualTo("Media");
      assertThat(stream.position()).isZero();
    }
  }

  @Test
  void step06TheEndOfTheFile() throws Exception {
    // The end of the file is a read of 0 bytes, not an error.
    try (ByteStream stream = mf.openFile(file)) {
      stream.position(stream.length());
      assertThat(stream.read(MediaFoundation.allocateBuffer(10))).isZero();
      assertThat(stream.isEndOfStream()).isTrue();
    }
  }

  @Test
  void step07WriteAFile() throws Exception {
    // OpenMode says what to do with a file that exists, and with one that does not.
    Path copy = folder.resolve("copy.txt");
    try (ByteStream stream = mf.openFile(copy, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST)) {
      ByteBuffer bytes = ByteBuffer.wrap("written".getBytes(StandardCharsets.US_ASCII));
      assertThat(stream.write(bytes)).isEqualTo(7);
    }
    assertThat(Files.readString(copy)).isEqualTo("written");
  }

  @Test
  void step08Errors() throws Exception {
    // A failure is the exception that Java has for it; its HRESULT is the cause.
    assertThatThrownBy(() -> mf.openFile(folder.resolve("missing")))
        .isInstanceOf(NoSuchFileException.class)
        .extracting(HResult::of)
        .isEqualTo(HResult.ofWin32(2));
    ByteStream stream = mf.openFile(file);
    stream.close();
    assertThatThrownBy(() -> stream.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void step09ChooseAQueue() throws Exception {
    // A callback that may block names MULTITHREADED. STANDARD runs one callback after the other.
    CountDownLatch together = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      WorkQueue.MULTITHREADED.execute(
          () -> {
            together.countDown();
            await(together);
          });
    }
    assertThat(together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @LeaksOnWine(
      versions = {8, 10},
      objects = true,
      value = "each callback that ran on a serial queue keeps a reference")
  void step10StateWithoutLocks() throws Exception {
    // A serial queue runs one callback at a time, so that what only they touch needs no lock.
    List<Integer> unguarded = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(100);
    try (WorkQueue serial = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      for (int i = 0; i < 100; i++) {
        int number = i;
        serial.execute(
            () -> {
              unguarded.add(number);
              done.countDown();
            });
      }
      assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    assertThat(unguarded).hasSize(100).isSorted();
  }

  @Test
  @LeaksOnWine(
      versions = 8,
      objects = true,
      value = "a scheduled item that is cancelled keeps its callback")
  void step11Timers() throws Exception {
    // A queue schedules callbacks; what has not run yet can be cancelled.
    ScheduledItem never = WorkQueue.STANDARD.schedule(result -> {}, null, Duration.ofHours(1));
    assertThat(never.cancel()).isTrue();
    CountDownLatch ran = new CountDownLatch(1);
    WorkQueue.STANDARD.schedule(result -> ran.countDown(), null, Duration.ofMillis(1));
    assertThat(ran.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void step12StreamsOfYourOwn() throws Exception {
    // Bytes that Java has become an IMFByteStream, for native code and for Java alike.
    ByteBuffer bytes = StandardCharsets.US_ASCII.encode("from memory");
    try (JavaByteStream memory = JavaByteStream.create(ByteStreamSource.of(bytes));
        ByteStream stream = memory.stream()) {
      ByteBuffer buffer = MediaFoundation.allocateBuffer(4);
      assertThat(stream.read(buffer)).isEqualTo(4);
      assertThat(text(buffer)).isEqualTo("from");
    }
  }

  @Test
  void step13AsJavasOwnTypes() throws Exception {
    // A view shares the stream's position, and closes the stream.
    try (var input = mf.openFile(file).asInputStream()) {
      assertThat(new String(input.readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("Hello, Media Foundation");
    }
  }

  @Test
  void step14BeginAndEndOfYourOwn() throws Exception {
    // AsyncResult lets you write a Begin and End pair of your own, as Microsoft's chapter does. The
    // callback gets a result of its own, which it closes.
    CompletableFuture<String> answer = new CompletableFuture<>();
    try (AsyncResult result =
        AsyncResult.create(
            "the object",
            invoked -> {
              try (invoked) {
                answer.complete(invoked.object(String.class));
              }
            },
            null)) {
      result.invokeCallback();
      assertThat(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("the object");
    }
  }

  @Test
  void step15Events() throws Exception {
    // An event queue keeps events until somebody takes them.
    try (MediaEventQueue events = MediaEventQueue.create()) {
      events.queue(MediaEvent.of(MediaEventType.SOURCE_STARTED));
      assertThat(events.take().type()).isEqualTo(MediaEventType.SOURCE_STARTED);
    }
  }

  private static String text(ByteBuffer buffer) {
    return StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the other one does not run");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
