package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.ScratchFolder;

/**
 * A buffer whose arena is closed, or confined to another thread, is refused as {@link FileChannel}
 * refuses it, before native code sees its address. Arenas are public since JDK 22, and reached by
 * reflection here; on an earlier JDK these tests are skipped, since it has none.
 */
class ArenaContractTest {
  @RegisterExtension final ScratchFolder folder = new ScratchFolder();

  @FunctionalInterface
  private interface Use {
    Object with(ByteBuffer buffer) throws Exception;
  }

  private MediaFoundation platform;
  private ByteStream stream;
  private Path file;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(
        Runtime.version().feature() >= 22,
        "java.lang.foreign.Arena is public since JDK 22: nothing to test here");
    file = Files.write(folder.path().resolve("file.bin"), Pattern.bytes(1000));
    platform = MediaFoundation.startup();
    stream = platform.openFile(file, FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST);
  }

  @AfterEach
  void close() throws Exception {
    if (stream != null) {
      stream.close();
      platform.close();
    }
  }

  @Test
  void aBufferOfAClosedArenaIsRefused() throws Exception {
    AutoCloseable arena = arena("ofShared");
    ByteBuffer buffer = buffer(arena, 256);
    arena.close();
    try (FileChannel channel = FileChannel.open(file)) {
      assertThatThrownBy(() -> channel.read(buffer)).isInstanceOf(IllegalStateException.class);
    }
    for (Use use : uses()) {
      assertThatThrownBy(() -> use.with(buffer))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(Pattern.bytes(1000));
  }

  @Test
  void aBufferThatIsConfinedToAnotherThreadIsRefused() throws Exception {
    CompletableFuture<ByteBuffer> made = new CompletableFuture<>();
    CompletableFuture<Void> used = new CompletableFuture<>();
    Thread owner =
        new Thread(
            () -> {
              try (AutoCloseable arena = arena("ofConfined")) {
                made.complete(buffer(arena, 256));
                used.get(20, TimeUnit.SECONDS);
              } catch (Exception e) {
                made.completeExceptionally(e);
              }
            });
    owner.start();
    ByteBuffer buffer = made.get(20, TimeUnit.SECONDS);
    for (Use use : uses()) {
      assertThatThrownBy(() -> use.with(buffer))
          .satisfies(
              e -> assertThat(e.getClass().getSimpleName()).isEqualTo("WrongThreadException"));
    }
    used.complete(null);
    owner.join();
  }

  @Test
  void anArenaThatIsOpenIsUsed() throws Exception {
    try (AutoCloseable arena = arena("ofConfined")) {
      ByteBuffer buffer = buffer(arena, 256);
      assertThat(stream.read(buffer, 0)).isEqualTo(256);
      assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(Pattern.bytes(256)));
    }
    try (AutoCloseable arena = arena("ofShared")) {
      assertThat(stream.readAsync(buffer(arena, 256), 0).get(20, TimeUnit.SECONDS)).isEqualTo(256);
    }
  }

  /**
   * An arena that is closed while native code still writes is the user's mistake: the memory is
   * given back to the system here, and what the kernel would copy to it fails.
   */
  @Test
  void closingAnArenaMeanwhileIsAFailureOfTheReadAtMost() throws Exception {
    for (int round = 0; round < 20; round++) {
      AutoCloseable arena = arena("ofShared");
      // More than the C library keeps for itself.
      ByteBuffer buffer = buffer(arena, 64 << 20);
      CompletableFuture<Integer> read = stream.readAsync(buffer, 0);
      arena.close();
      read.handle((count, e) -> null).get(20, TimeUnit.SECONDS);
    }
  }

  private Use[] uses() {
    AsyncCallback never =
        result -> {
          throw new AssertionError("a refused transfer was begun");
        };
    return new Use[] {
      stream::read,
      buffer -> stream.read(buffer, 0),
      buffer -> begin(() -> stream.beginRead(buffer, never, null)),
      buffer -> begin(() -> stream.beginRead(buffer, 0, never, null)),
      buffer -> ended(stream.readAsync(buffer)),
      buffer -> ended(stream.readAsync(buffer, 0)),
      stream::write,
      buffer -> stream.write(buffer, 0),
      buffer -> begin(() -> stream.beginWrite(buffer, never, null)),
      buffer -> begin(() -> stream.beginWrite(buffer, 0, never, null)),
      buffer -> ended(stream.writeAsync(buffer, 0)),
      buffer -> stream.asChannel().read(buffer),
      buffer -> stream.asChannel().write(buffer),
    };
  }

  @FunctionalInterface
  private interface Beginning {
    void begin() throws Exception;
  }

  private static Object begin(Beginning beginning) throws Exception {
    beginning.begin();
    return beginning;
  }

  /** What the future fails with, itself. */
  private static Object ended(CompletableFuture<Integer> future) throws Exception {
    Throwable failure = future.handle((count, e) -> e).get(20, TimeUnit.SECONDS);
    if (failure instanceof RuntimeException runtime) {
      throw runtime;
    }
    return future;
  }

  private static AutoCloseable arena(String kind) throws ReflectiveOperationException {
    return (AutoCloseable) Class.forName("java.lang.foreign.Arena").getMethod(kind).invoke(null);
  }

  private static ByteBuffer buffer(AutoCloseable arena, long size)
      throws ReflectiveOperationException {
    Object segment =
        Class.forName("java.lang.foreign.Arena")
            .getMethod("allocate", long.class)
            .invoke(arena, size);
    return (ByteBuffer)
        Class.forName("java.lang.foreign.MemorySegment").getMethod("asByteBuffer").invoke(segment);
  }
}
