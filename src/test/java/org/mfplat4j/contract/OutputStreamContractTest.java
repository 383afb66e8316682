package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/** A stream as an OutputStream: what Java's own promises on a file, and what is ours. */
class OutputStreamContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  /** Whose OutputStream. */
  enum Whose {
    JAVA,
    OURS
  }

  private OutputStream create(Whose whose, Path file) throws Exception {
    return whose == Whose.JAVA
        ? new FileOutputStream(file.toFile())
        : bench.open(file, FileAccess.WRITE, OpenMode.DELETE_IF_EXIST).asOutputStream();
  }

  @ParameterizedTest
  @EnumSource
  void bytesAndArraysArriveInOrder(Whose whose) throws Exception {
    Path file = bench.missing("written");
    byte[] bytes = Pattern.bytes(1000);
    try (OutputStream out = create(whose, file)) {
      out.write(bytes[0]);
      // Only the low eight bits count.
      out.write(Byte.toUnsignedInt(bytes[1]) | 0x7FFFFF00);
      out.write(bytes, 2, 498);
      out.write(bytes, 500, 0);
      out.write(Arrays.copyOfRange(bytes, 500, 1000));
      out.flush();
      assertThat(file.toFile().length()).as("nothing is held back").isEqualTo(1000);
    }
    assertThat(file).hasBinaryContent(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void aLargeArrayIsWrittenWhole(Whose whose) throws Exception {
    Path file = bench.missing("large");
    byte[] bytes = Pattern.bytes(3 * 1024 * 1024 + 17);
    try (OutputStream out = create(whose, file)) {
      out.write(bytes);
    }
    assertThat(file).hasBinaryContent(bytes);
  }

  @ParameterizedTest
  @EnumSource
  void boundsAndNullsAreChecked(Whose whose) throws Exception {
    Path file = bench.missing("none");
    try (OutputStream out = create(whose, file)) {
      byte[] bytes = new byte[10];
      for (int[] bounds : new int[][] {{-1, 1}, {0, -1}, {5, 6}, {11, 0}, {1, Integer.MAX_VALUE}}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> out.write(bytes, bounds[0], bounds[1]));
      }
      assertThatNullPointerException().isThrownBy(() -> out.write(null));
    }
    assertThat(file).isEmptyFile();
  }

  @ParameterizedTest
  @EnumSource
  void aClosedStreamWritesNoMoreAndClosesAgain(Whose whose) throws Exception {
    Path file = bench.missing("closed");
    OutputStream out = create(whose, file);
    out.write(1);
    out.close();
    out.close();
    assertThatIOException().isThrownBy(() -> out.write(2));
    assertThatIOException().isThrownBy(() -> out.write(new byte[1]));
    assertThat(file).hasBinaryContent(new byte[] {1});
  }

  @Test
  void closingItClosesTheStream() throws Exception {
    ByteStream stream =
        bench.open(bench.missing("closed"), FileAccess.WRITE, OpenMode.FAIL_IF_EXIST);
    stream.asOutputStream().close();
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(stream::length);
  }

  @Test
  void itIsAViewThatSharesThePosition() throws Exception {
    Path file = bench.file(100);
    ByteStream stream = bench.open(file, FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    stream.position(40);
    stream.asOutputStream().write(new byte[20]);
    assertThat(stream.position()).isEqualTo(60);
    assertThat(stream.asInputStream().read()).isEqualTo(Byte.toUnsignedInt(Pattern.at(60)));
    stream.close();
    byte[] expected = Pattern.bytes(100);
    Arrays.fill(expected, 40, 60, (byte) 0);
    assertThat(file).hasBinaryContent(expected);
  }

  @Test
  void aStreamForReadingOnlyCannotBeWritten() throws Exception {
    OutputStream out = bench.reading(10).asOutputStream();
    assertThatExceptionOfType(NonWritableChannelException.class)
        .isThrownBy(() -> out.write(1))
        .withMessageContaining("E_ACCESSDENIED");
  }
}
