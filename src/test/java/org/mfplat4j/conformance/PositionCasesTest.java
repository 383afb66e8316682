package org.mfplat4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/**
 * Cases A44, A46 and A47: position, synchronous reading and writing.
 *
 * <p>Left to the native tests: A45 (a null pointer).
 */
class PositionCasesTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  @DisplayName("A44 at the length: end of stream, and Read succeeds with 0 bytes")
  void a44_readingAtTheEndGivesNoBytes() throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(stream.length());
    assertThat(stream.isEndOfStream()).isTrue();
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    assertThat(stream.read(buffer)).isZero();
    assertThat(buffer.position()).isZero();
  }

  @Test
  @DisplayName("A46 Seek from the beginning, then from the current position")
  void a46_seekCountsFromItsOrigin() throws Exception {
    ByteStream stream = bench.reading(1000);
    assertThat(stream.seek(SeekOrigin.BEGIN, 10)).isEqualTo(10);
    assertThat(stream.seek(SeekOrigin.CURRENT, -5)).isEqualTo(5);
    assertThat(stream.position()).isEqualTo(5);
  }

  @Test
  @DisplayName("A47 Read on a stream opened for writing: E_ACCESSDENIED")
  void a47_aStreamOpenedForWritingCannotBeRead() throws Exception {
    ByteStream stream = bench.open(bench.file(10), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    assertThatExceptionOfType(NonReadableChannelException.class)
        .isThrownBy(() -> stream.read(ByteBuffer.allocateDirect(10)))
        .withMessageContaining("E_ACCESSDENIED (0x80070005)");
  }

  @Test
  @DisplayName("A47 Write on a stream opened for writing: S_OK")
  void a47_aStreamOpenedForWritingCanBeWritten() throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    assertThat(stream.write(ByteBuffer.wrap(new byte[5]))).isEqualTo(5);
    assertThat(stream.position()).isEqualTo(5);
    stream.close();
    byte[] expected = Pattern.bytes(10);
    Arrays.fill(expected, 0, 5, (byte) 0);
    assertThat(file).hasBinaryContent(expected);
  }
}
