package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.com.ByteStreamPointer;
import org.mfplat4j.internal.source.AttachedSource;
import org.mfplat4j.testing.ManualSource;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/** Streams written in Java in the hands of native code. */
class NativeConsumerTest {
  private static final int SIZE = 1_000_003;

  @RegisterExtension final Workbench bench = new Workbench();

  private static ByteStreamSource destination(Path file) throws IOException {
    return ByteStreamSource.of(
        AsynchronousFileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Test
  void aNativeCopyLoopCopiesFromJavaToJava() throws Exception {
    Path copy = bench.missing("copy.bin");
    try (JavaByteStream from =
            JavaByteStream.create(ByteStreamSource.of(FileChannel.open(bench.file(SIZE))));
        JavaByteStream to = JavaByteStream.create(destination(copy))) {
      assertThat(
              NativeConsumer.copy(
                  ByteStreamPointer.address(from), ByteStreamPointer.address(to), 65_536))
          .isEqualTo(SIZE);
    }
    assertThat(Files.readAllBytes(copy)).isEqualTo(Pattern.bytes(SIZE));
  }

  @Test
  void aNativeCopyLoopReadsRangesAndInputStreams() throws Exception {
    byte[] bytes = Pattern.bytes(SIZE);
    ByteStreamSource ranges =
        ByteStreamSource.ofRanges(
            SIZE,
            (position, length) ->
                CompletableFuture.supplyAsync(
                    () -> ByteBuffer.wrap(bytes, (int) position, length)));
    for (ByteStreamSource source :
        new ByteStreamSource[] {
          ranges, ByteStreamSource.of(new ByteArrayInputStream(bytes)),
        }) {
      Path copy = bench.missing("copy" + AttachedSource.count() + source.length());
      try (JavaByteStream from = JavaByteStream.create(source);
          JavaByteStream to = JavaByteStream.create(destination(copy))) {
        assertThat(
                NativeConsumer.copy(
                    ByteStreamPointer.address(from), ByteStreamPointer.address(to), 70_000))
            .isEqualTo(SIZE);
      }
      assertThat(Files.readAllBytes(copy)).isEqualTo(bytes);
    }
  }

  @Test
  void nativeCodeClosesTheStreamAndTheSource() throws Exception {
    ManualSource source = new ManualSource();
    try (JavaByteStream stream = JavaByteStream.create(source)) {
      assertThat(NativeConsumer.closeStream(ByteStreamPointer.address(stream))).isZero();
      assertThat(NativeConsumer.closeStream(ByteStreamPointer.address(stream))).isZero();
      assertThat(source.closed()).isEqualTo(1);
      assertThat(NativeConsumer.readToEnd(ByteStreamPointer.address(stream), 10))
          .as("MF_E_INVALIDREQUEST")
          .isEqualTo(0xC00D36B2);
    }
  }

  @Test
  void nativeCodeReadsSynchronously() throws Exception {
    try (JavaByteStream stream =
        JavaByteStream.create(ByteStreamSource.of(FileChannel.open(bench.file(1000))))) {
      assertThat(NativeConsumer.readSynchronously(ByteStreamPointer.address(stream), 600))
          .isEqualTo(600);
      assertThat(NativeConsumer.readSynchronously(ByteStreamPointer.address(stream), 600))
          .isEqualTo(400);
      assertThat(NativeConsumer.readSynchronously(ByteStreamPointer.address(stream), 600)).isZero();
    }
  }

  @Test
  void theWrapperOfMediaFoundationReadsAndWritesThroughIt() throws Exception {
    Path copy = bench.missing("copy.bin");
    try (JavaByteStream from =
            JavaByteStream.create(ByteStreamSource.of(ByteBuffer.wrap(Pattern.bytes(SIZE))));
        JavaByteStream to = JavaByteStream.create(destination(copy));
        ByteStream fromStream = from.stream();
        ByteStream toStream = to.stream();
        ByteStream wrappedFrom = fromStream.wrapper();
        ByteStream wrappedTo = toStream.wrapper()) {
      assertThat(
              NativeConsumer.copy(
                  ByteStreamPointer.address(wrappedFrom),
                  ByteStreamPointer.address(wrappedTo),
                  65_536))
          .isEqualTo(SIZE);
      // Closes the wrapper alone.
      assertThat(NativeConsumer.closeStream(ByteStreamPointer.address(wrappedFrom))).isZero();
      assertThat(NativeConsumer.readSynchronously(ByteStreamPointer.address(from), 10)).isZero();
      assertThat(fromStream.length()).isEqualTo(SIZE);
    }
    assertThat(Files.readAllBytes(copy)).isEqualTo(Pattern.bytes(SIZE));
  }

  @Test
  @Tag("windows-only")
  void theWaveSinkOfMediaFoundationWritesAFile() throws Exception {
    Path file = bench.missing("silence.wav");
    try (JavaByteStream stream = JavaByteStream.create(destination(file))) {
      assertThat(new HResult(NativeConsumer.writeWave(ByteStreamPointer.address(stream))))
          .isEqualTo(HResult.S_OK);
    }
    ByteBuffer wave = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(text(wave, 0)).isEqualTo("RIFF");
    assertThat(wave.getInt(4)).as("written last, by a seek").isEqualTo(wave.capacity() - 8);
    assertThat(text(wave, 8)).isEqualTo("WAVE");
    int format = chunk(wave, "fmt ");
    assertThat(wave.getShort(format)).as("PCM").isEqualTo((short) 1);
    assertThat(wave.getShort(format + 2)).as("channels").isEqualTo((short) 1);
    assertThat(wave.getInt(format + 4)).as("samples in a second").isEqualTo(8000);
    int data = chunk(wave, "data");
    assertThat(wave.getInt(data - 4)).as("a quarter of a second").isEqualTo(4000);
    assertThat(wave.capacity()).isEqualTo(data + 4000);
  }

  /** Where the content of this chunk begins. */
  private static int chunk(ByteBuffer wave, String name) {
    int at = 12;
    while (!text(wave, at).equals(name)) {
      at += 8 + wave.getInt(at + 4);
    }
    return at + 8;
  }

  private static String text(ByteBuffer header, int index) {
    byte[] letters = new byte[4];
    header.get(index, letters);
    return new String(letters, StandardCharsets.US_ASCII);
  }
}
