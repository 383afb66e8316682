package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/** A stream as an InputStream: what Java's own promises on a file, and what is ours. */
class InputStreamContractTest {
  private static final int LARGE = 3 * 1024 * 1024 + 17;

  @RegisterExtension final Workbench bench = new Workbench();

  /** Whose InputStream. */
  enum Whose {
    JAVA,
    OURS
  }

  private InputStream open(Whose whose, Path file) throws Exception {
    return whose == Whose.JAVA
        ? new FileInputStream(file.toFile())
        : bench.open(file).asInputStream();
  }

  private InputStream open(Whose whose, int length) throws Exception {
    return open(whose, bench.file(length));
  }

  @ParameterizedTest
  @EnumSource
  void bytesComeOneByOneAndThenTheEnd(Whose whose) throws Exception {
    try (InputStream in = open(whose, 300)) {
      for (int i = 0; i < 300; i++) {
        assertThat(in.read()).isEqualTo(Byte.toUnsignedInt(Pattern.at(i)));
      }
      assertThat(in.read()).isEqualTo(-1);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anArrayIsFilledWithinItsBounds(Whose whose) throws Exception {
    try (InputStream in = open(whose, 1000)) {
      byte[] bytes = new byte[200];
      assertThat(in.read(bytes, 50, 100)).isEqualTo(100);
      assertThat(Arrays.copyOfRange(bytes, 50, 150))
          .isEqualTo(Arrays.copyOf(Pattern.bytes(100), 100));
      assertThat(Arrays.copyOf(bytes, 50)).containsOnly(0);
      assertThat(Arrays.copyOfRange(bytes, 150, 200)).containsOnly(0);
      assertThat(in.read(bytes)).isEqualTo(200);
      Pattern.assertHolds(ByteBuffer.wrap(bytes), 0, 200, 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nearTheEndTheCountIsSmallerAndAtTheEndItIsMinusOne(Whose whose) throws Exception {
    try (InputStream in = open(whose, 150)) {
      byte[] bytes = new byte[100];
      assertThat(in.read(bytes)).isEqualTo(100);
      assertThat(in.read(bytes)).isEqualTo(50);
      assertThat(in.read(bytes)).isEqualTo(-1);
      assertThat(in.read(bytes, 0, 0)).as("nothing wanted").isZero();
    }
    try (InputStream in = open(whose, 10)) {
      assertThat(in.read(new byte[0])).isZero();
      assertThat(in.read(new byte[5], 5, 0)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void boundsAndNullsAreChecked(Whose whose) throws Exception {
    try (InputStream in = open(whose, 10)) {
      byte[] bytes = new byte[10];
      for (int[] bounds : new int[][] {{-1, 1}, {0, -1}, {5, 6}, {11, 0}, {1, Integer.MAX_VALUE}}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> in.read(bytes, bounds[0], bounds[1]));
      }
      assertThatNullPointerException().isThrownBy(() -> in.read(null));
      assertThatNullPointerException().isThrownBy(() -> in.transferTo(null));
      assertThatIllegalArgumentException().isThrownBy(() -> in.readNBytes(-1));
      assertThat(in.read()).as("nothing moved").isEqualTo(Byte.toUnsignedInt(Pattern.at(0)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void availableIsWhatIsLeft(Whose whose) throws Exception {
    try (InputStream in = open(whose, 100)) {
      assertThat(in.available()).isEqualTo(100);
      in.skipNBytes(40);
      assertThat(in.available()).isEqualTo(60);
      in.readAllBytes();
      assertThat(in.available()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void skippingMovesThePosition(Whose whose) throws Exception {
    try (InputStream in = open(whose, 100)) {
      assertThat(in.skip(30)).isEqualTo(30);
      assertThat(in.skip(0)).isZero();
      assertThat(in.read()).isEqualTo(Byte.toUnsignedInt(Pattern.at(30)));
      in.skipNBytes(68);
      assertThat(in.read()).isEqualTo(Byte.toUnsignedInt(Pattern.at(99)));
    }
  }

  @Test
  void skippingStopsAtTheEndWhereFileInputStreamGoesOn() throws Exception {
    ByteStream stream = bench.reading(100);
    InputStream in = stream.asInputStream();
    assertThat(in.skip(Long.MAX_VALUE)).isEqualTo(100);
    assertThat(stream.position()).isEqualTo(100);
    assertThat(in.skip(1)).isZero();
    assertThat(in.skip(-5)).isZero();
    assertThatExceptionOfType(EOFException.class).isThrownBy(() -> in.skipNBytes(1));
    stream.position(200);
    assertThat(in.skip(1)).as("beyond the end").isZero();
    assertThat(in.available()).isZero();
    assertThat(in.read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource
  void theWholeRestComesInOneArray(Whose whose) throws Exception {
    try (InputStream in = open(whose, LARGE)) {
      in.skipNBytes(7);
      byte[] rest = in.readAllBytes();
      assertThat(rest).hasSize(LARGE - 7);
      Pattern.assertHolds(ByteBuffer.wrap(rest), 0, rest.length, 7);
      assertThat(in.readAllBytes()).isEmpty();
    }
    try (InputStream in = open(whose, 0)) {
      assertThat(in.readAllBytes()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readNBytesGivesAsManyAsThereAre(Whose whose) throws Exception {
    try (InputStream in = open(whose, 100)) {
      assertThat(in.readNBytes(0)).isEmpty();
      assertThat(in.readNBytes(30)).isEqualTo(Pattern.bytes(30));
      assertThat(in.readNBytes(100)).hasSize(70);
      assertThat(in.readNBytes(1)).isEmpty();
    }
    try (InputStream in = open(whose, LARGE)) {
      byte[] bytes = new byte[LARGE + 10];
      assertThat(in.readNBytes(bytes, 5, LARGE + 5)).isEqualTo(LARGE);
      Pattern.assertHolds(ByteBuffer.wrap(bytes), 5, LARGE, 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void transferToGivesTheRest(Whose whose) throws Exception {
    for (int length : new int[] {0, 1, 100, LARGE}) {
      try (InputStream in = open(whose, length)) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(in.transferTo(out)).isEqualTo(length);
        assertThat(out.toByteArray()).isEqualTo(Pattern.bytes(length));
        assertThat(in.transferTo(out)).isZero();
      }
    }
  }

  @Test
  void transferToANativeStreamCopiesTheFile() throws Exception {
    Path copy = bench.missing("copy");
    try (InputStream in = bench.reading(LARGE).asInputStream();
        OutputStream out =
            bench.open(copy, FileAccess.WRITE, OpenMode.FAIL_IF_EXIST).asOutputStream()) {
      in.skipNBytes(1);
      assertThat(in.transferTo(out)).isEqualTo(LARGE - 1);
    }
    assertThat(copy).hasBinaryContent(Arrays.copyOfRange(Pattern.bytes(LARGE), 1, LARGE));
  }

  @Test
  void aMarkIsKeptAndGoneBackToAnyNumberOfTimes() throws Exception {
    InputStream in = bench.reading(100).asInputStream();
    assertThat(in.markSupported()).isTrue();
    assertThatIOException().isThrownBy(in::reset).withMessage("the stream was not marked");
    in.skipNBytes(10);
    in.mark(0);
    byte[] first = in.readNBytes(50);
    in.reset();
    assertThat(in.readNBytes(50)).isEqualTo(first);
    in.readAllBytes();
    in.reset();
    assertThat(in.read()).isEqualTo(Byte.toUnsignedInt(Pattern.at(10)));
  }

  @ParameterizedTest
  @EnumSource
  void aClosedStreamReadsNoMoreAndClosesAgain(Whose whose) throws Exception {
    InputStream in = open(whose, 100);
    in.close();
    in.close();
    assertThatIOException().isThrownBy(in::read);
    assertThatIOException().isThrownBy(() -> in.read(new byte[1]));
    assertThatIOException().isThrownBy(in::available);
    assertThatIOException().isThrownBy(() -> in.skip(1));
    assertThatIOException().isThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()));
    in.mark(1);
    assertThatIOException().isThrownBy(in::reset);
  }

  @Test
  void closingItClosesTheStreamAndTheStreamIt() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.asInputStream().close();
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(stream::length);
    ByteStream other = bench.reading(10);
    InputStream in = other.asInputStream();
    other.close();
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(in::read);
  }

  @Test
  void itIsAViewThatSharesThePosition() throws Exception {
    ByteStream stream = bench.reading(1000);
    stream.position(100);
    InputStream in = stream.asInputStream();
    assertThat(in.read()).isEqualTo(Byte.toUnsignedInt(Pattern.at(100)));
    assertThat(stream.position()).isEqualTo(101);
    stream.position(500);
    assertThat(in.read()).isEqualTo(Byte.toUnsignedInt(Pattern.at(500)));
    InputStream buffered = new BufferedInputStream(in);
    assertThat(buffered.readAllBytes()).hasSize(499);
  }

  @Test
  void aStreamForWritingOnlyCannotBeRead() throws Exception {
    InputStream in =
        bench.open(bench.file(10), FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST).asInputStream();
    assertThatExceptionOfType(NonReadableChannelException.class).isThrownBy(in::read);
  }

  @Test
  @Tag("linux-only") // Wine's streams let no other write meanwhile.
  void aFileThatGrowsIsReadToItsNewEnd() throws Exception {
    Path file = bench.file(100);
    InputStream ours = bench.open(file).asInputStream();
    assertThat(ours.readNBytes(100)).hasSize(100);
    Files.write(file, Pattern.bytes(250));
    assertThat(ours.readAllBytes()).isEqualTo(Arrays.copyOfRange(Pattern.bytes(250), 100, 250));
  }
}
