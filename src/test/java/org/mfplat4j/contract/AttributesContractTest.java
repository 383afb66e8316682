package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mfplat4j.AttributeType;
import org.mfplat4j.Attributes;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.HResult;
import org.mfplat4j.OpenMode;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** What the attributes of a stream promise: every type, what is missing, and what is wrong. */
class AttributesContractTest {
  private static final UUID KEY = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
  private static final UUID OTHER = UUID.fromString("f0e1d2c3-b4a5-9687-7869-5a4b3c2d1e0f");

  @RegisterExtension final Workbench bench = new Workbench();

  private Attributes attributes() throws Exception {
    return bench.reading(10).attributes();
  }

  @Test
  void aFilesStreamKnowsItsNameAndItsTime() throws Exception {
    Path file = bench.file(10);
    Attributes attributes = bench.open(file).attributes();
    assertThat(attributes.originName()).hasValue(file.toString());
    assertThat(attributes.type(Attributes.ORIGIN_NAME)).hasValue(AttributeType.STRING);
    assertThat(attributes.type(Attributes.LAST_MODIFIED_TIME)).hasValue(AttributeType.BLOB);
    assertThat(
            attributes.lastModifiedTime().orElseThrow().toInstant().truncatedTo(ChronoUnit.MICROS))
        .isEqualTo(Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MICROS));
    assertThat(attributes.keys())
        .containsExactlyInAnyOrder(Attributes.ORIGIN_NAME, Attributes.LAST_MODIFIED_TIME);
    assertThat(attributes.toString()).contains(file.toString());
  }

  @Test
  void aRelativePathStaysRelativeButOnWindows() throws Exception {
    Path file = Path.of("pom.xml");
    if (!Files.exists(file)) {
      file = Path.of("").toAbsolutePath().relativize(bench.file(10).toAbsolutePath());
    }
    // Windows takes a path of any length only when it is absolute.
    Path opened = TestPlatform.isWindowsLike() ? file.toAbsolutePath() : file;
    assertThat(bench.open(file).attributes().originName()).hasValue(opened.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, Integer.MIN_VALUE})
  void numbersOf32Bits(int value) throws Exception {
    Attributes attributes = attributes();
    attributes.setInt(KEY, value);
    assertThat(attributes.getInt(KEY)).hasValue(value);
    assertThat(attributes.type(KEY)).hasValue(AttributeType.UINT32);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 0x0123456789ABCDEFL})
  void numbersOf64Bits(long value) throws Exception {
    Attributes attributes = attributes();
    attributes.setLong(KEY, value);
    assertThat(attributes.getLong(KEY)).hasValue(value);
    assertThat(attributes.type(KEY)).hasValue(AttributeType.UINT64);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1.5, Double.MAX_VALUE, Double.NEGATIVE_INFINITY, Double.NaN})
  void floatingPointNumbers(double value) throws Exception {
    Attributes attributes = attributes();
    attributes.setDouble(KEY, value);
    assertThat(attributes.getDouble(KEY)).hasValue(value);
    assertThat(attributes.type(KEY)).hasValue(AttributeType.DOUBLE);
  }

  @Test
  void guids() throws Exception {
    Attributes attributes = attributes();
    attributes.setUuid(KEY, OTHER);
    assertThat(attributes.getUuid(KEY)).hasValue(OTHER);
    assertThat(attributes.type(KEY)).hasValue(AttributeType.GUID);
    assertThat(attributes.keys()).contains(KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 129, 10_000})
  void stringsOfEveryLength(int length) throws Exception {
    String value = "\u00fc".repeat(length);
    Attributes attributes = attributes();
    attributes.setString(KEY, value);
    assertThat(attributes.getString(KEY)).hasValue(value);
    assertThat(attributes.type(KEY)).hasValue(AttributeType.STRING);
  }

  @Test
  void stringsOfEveryPlane() throws Exception {
    String value = "gr\u00fc\u00df \u6620\u753b \uD834\uDD1E";
    Attributes attributes = attributes();
    attributes.setString(KEY, value);
    assertThat(attributes.getString(KEY)).hasValue(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 128, 129, 10_000})
  void blobsOfEveryLength(int length) throws Exception {
    byte[] value = new byte[length];
    for (int i = 0; i < length; i++) {
      value[i] = (byte) i;
    }
    Attributes attributes = attributes();
    attributes.setBlob(KEY, value);
    assertThat(attributes.getBlob(KEY)).hasValue(value);
    assertThat(attributes.type(KEY)).hasValue(AttributeType.BLOB);
    value[0] = 42;
    assertThat(attributes.getBlob(KEY).orElseThrow()[0]).as("a copy was kept").isZero();
  }

  @Test
  void whatIsMissingIsEmpty() throws Exception {
    Attributes attributes = attributes();
    assertThat(attributes.getInt(KEY)).isEmpty();
    assertThat(attributes.getLong(KEY)).isEmpty();
    assertThat(attributes.getDouble(KEY)).isEmpty();
    assertThat(attributes.getUuid(KEY)).isEmpty();
    assertThat(attributes.getString(KEY)).isEmpty();
    assertThat(attributes.getBlob(KEY)).isEmpty();
    assertThat(attributes.type(KEY)).isEmpty();
    assertThat(attributes.contentType()).isEmpty();
    assertThat(attributes.duration()).isEmpty();
    attributes.delete(KEY);
    assertThat(attributes.count()).isEqualTo(2);
  }

  @Test
  void anotherTypeIsAnException() throws Exception {
    Attributes attributes = attributes();
    attributes.setString(KEY, "text");
    assertThatExceptionOfType(ClassCastException.class)
        .isThrownBy(() -> attributes.getInt(KEY))
        .withMessageContaining("GetUINT32 of " + KEY)
        .withMessageContaining("MF_E_INVALIDTYPE (0xC00D36BD)")
        .satisfies(e -> assertThat(HResult.of(e)).isEqualTo(new HResult(0xC00D36BD)));
    assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> attributes.getLong(KEY));
    assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> attributes.getDouble(KEY));
    assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> attributes.getUuid(KEY));
    assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> attributes.getBlob(KEY));
    attributes.setInt(KEY, 1);
    assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> attributes.getString(KEY));
    attributes.setBlob(Attributes.LAST_MODIFIED_TIME, new byte[3]);
    assertThatExceptionOfType(ClassCastException.class).isThrownBy(attributes::lastModifiedTime);
  }

  @Test
  void aSetterReplacesWhateverWasThere() throws Exception {
    Attributes attributes = attributes();
    attributes.setInt(KEY, 1);
    attributes.setString(KEY, "text");
    assertThat(attributes.getString(KEY)).hasValue("text");
    assertThat(attributes.count()).isEqualTo(3);
  }

  @Test
  void deleting() throws Exception {
    Attributes attributes = attributes();
    attributes.setInt(KEY, 1);
    attributes.setInt(OTHER, 2);
    attributes.delete(KEY);
    assertThat(attributes.getInt(KEY)).isEmpty();
    assertThat(attributes.getInt(OTHER)).hasValue(2);
    attributes.deleteAll();
    assertThat(attributes.count()).isZero();
    assertThat(attributes.keys()).isEmpty();
    assertThat(attributes.originName()).isEmpty();
  }

  @Test
  void contentTypeAndDuration() throws Exception {
    ByteStream stream = bench.reading(10);
    stream.attributes().contentType("video/mp4");
    Duration duration = Duration.ofHours(2).plusNanos(123_456_789);
    stream.attributes().duration(duration);
    // Each view shows the same.
    assertThat(stream.attributes().contentType()).hasValue("video/mp4");
    assertThat(stream.attributes().duration()).hasValue(duration.minusNanos(89));
    assertThat(stream.attributes().getLong(Attributes.DURATION)).hasValue(72_001_234_567L);
    stream.attributes().duration(Duration.ofMillis(-1));
    assertThat(stream.attributes().duration()).hasValue(Duration.ofMillis(-1));
  }

  @Test
  void theyAreThoseOfOneStream() throws Exception {
    Path file = bench.file(10);
    ByteStream first = bench.open(file);
    ByteStream second = bench.open(file);
    first.attributes().setInt(KEY, 1);
    assertThat(second.attributes().getInt(KEY)).isEmpty();
  }

  @Test
  void streamsOfEveryAccessHaveThem() throws Exception {
    for (FileAccess access : FileAccess.values()) {
      try (ByteStream stream = bench.open(bench.file(10), access, OpenMode.FAIL_IF_NOT_EXIST)) {
        assertThat(stream.attributes().originName()).isPresent();
      }
    }
  }

  @Test
  void aClosedStreamHasNone() throws Exception {
    ByteStream stream = bench.reading(10);
    Attributes attributes = stream.attributes();
    stream.close();
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(attributes::count);
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> attributes.setInt(KEY, 1))
        .withMessageContaining("SetUINT32");
    assertThat(attributes.toString()).contains("closed");
  }

  @Test
  void mistakesAreFoundAtOnce() throws Exception {
    Attributes attributes = attributes();
    assertThatNullPointerException().isThrownBy(() -> attributes.getInt(null));
    assertThatNullPointerException().isThrownBy(() -> attributes.setString(KEY, null));
    assertThatNullPointerException().isThrownBy(() -> attributes.setBlob(KEY, null));
    assertThatNullPointerException().isThrownBy(() -> attributes.setUuid(KEY, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> attributes.setString(KEY, "a\0b"))
        .withMessageContaining("a\\0b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> attributes.duration(Duration.ofSeconds(Long.MAX_VALUE)));
    assertThat(attributes.count()).isEqualTo(2);
  }

  @Test
  void severalThreadsMaySetAndGet() throws Exception {
    Attributes attributes = attributes();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      UUID key = new UUID(t, 1);
      threads[t] =
          new Thread(
              () -> {
                try {
                  for (int i = 1; i <= 200; i++) {
                    attributes.setString(key, "x".repeat(i));
                    assertThat(attributes.getString(key).orElseThrow()).hasSize(i);
                  }
                } catch (Throwable e) {
                  failure.set(e);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failure).hasNullValue();
    assertThat(attributes.count()).isEqualTo(6);
  }
}
