package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.FileFlag;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.RecordingCallback.Invocation;
import org.mfplat4j.testing.Workbench;

/** What a file opened with NO_BUFFERING promises: the same bytes, whatever is aligned. */
class UnbufferedContractTest {
  private static final int PAGE = 4096;
  private static final int LENGTH = 5 * PAGE + 300;

  @RegisterExtension final Workbench bench = new Workbench();

  @ParameterizedTest
  @CsvSource({
    "0, 0, 4096", "0, 0, 20480", "0, 20480, 4096", "0, 24576, 4096", "0, 4096, 32768",
    "1, 0, 4096", "0, 100, 4096", "0, 4096, 4000", "7, 4090, 12288", "512, 512, 512",
  })
  void readsGiveTheBytesOfTheFile(int index, long position, int size) throws Exception {
    ByteStream stream =
        bench.open(
            bench.file(LENGTH), FileAccess.READ, OpenMode.FAIL_IF_NOT_EXIST, FileFlag.NO_BUFFERING);
    int expected = (int) Math.max(0, Math.min(size, LENGTH - position));
    ByteBuffer buffer = MediaFoundation.allocateBuffer(index + size).position(index);
    RecordingCallback callback = RecordingCallback.ending(stream);
    stream.beginRead(buffer, position, callback, null);
    Invocation invocation = callback.awaitOnly();
    assertThat(invocation.count()).isEqualTo(expected);
    assertThat(buffer.position()).isEqualTo(index + expected);
    Pattern.assertHolds(buffer, index, expected, position);

    ByteBuffer again = MediaFoundation.allocateBuffer(index + size).position(index);
    assertThat(stream.read(again, position)).isEqualTo(expected);
    Pattern.assertHolds(again, index, expected, position);
  }

  @Test
  void alignedAndOtherWritesAndReadsSeeOneAnother() throws Exception {
    Path path = bench.missing("written.bin");
    byte[] expected = new byte[3 * PAGE];
    try (ByteStream stream =
        bench.open(path, FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST, FileFlag.NO_BUFFERING)) {
      write(stream, expected, 0, 3 * PAGE, (byte) 1);
      write(stream, expected, PAGE - 10, 20, (byte) 2);
      assertThat(read(stream, 0, 3 * PAGE)).isEqualTo(expected);
      write(stream, expected, PAGE, PAGE, (byte) 3);
      assertThat(read(stream, PAGE - 5, 10))
          .isEqualTo(Arrays.copyOfRange(expected, PAGE - 5, PAGE + 5));
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(expected);
  }

  private static void write(ByteStream stream, byte[] file, int position, int size, byte value)
      throws Exception {
    Arrays.fill(file, position, position + size, value);
    ByteBuffer buffer = MediaFoundation.allocateBuffer(size).put(file, position, size).flip();
    stream.position(position);
    assertThat(stream.write(buffer)).isEqualTo(size);
  }

  private static byte[] read(ByteStream stream, long position, int size) throws Exception {
    ByteBuffer buffer = MediaFoundation.allocateBuffer(size);
    assertThat(stream.read(buffer, position)).isEqualTo(size);
    byte[] bytes = new byte[size];
    buffer.flip().get(bytes);
    return bytes;
  }
}
