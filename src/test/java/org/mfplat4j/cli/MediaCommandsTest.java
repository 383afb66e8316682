package org.mfplat4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.WaveFile;

/** {@code probe} and {@code decode} over WAVE files, which every platform understands. */
@Timeout(60)
@Tag("linux-only") // On Wine by name: it reads nothing without plugins of GStreamer (base, good).
class MediaCommandsTest {
  private static final WaveFile SOUND = new WaveFile(44_100, 2, 16, 66_150);

  @TempDir private Path folder;

  private Path noise() throws Exception {
    return Files.write(folder.resolve("noise.bin"), Pattern.bytes(5000));
  }

  @Test
  void probeSaysWhatIsInAFile() throws Exception {
    CommandLineRun run = CommandLineRun.of("probe", SOUND.in(folder));

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.figure("duration")).isEqualTo("1.500000 s");
    assertThat(run.figure("stream 0"))
        .startsWith("MFMediaType_Audio, MFAudioFormat_PCM, 44100 Hz, 2 channels, 16 bit");
  }

  @Test
  void probeGivesAllAttributesAsJson() throws Exception {
    CommandLineRun run = CommandLineRun.of("probe", SOUND.in(folder), "--json");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("\"seconds\": 1.5", "\"selected\": true", "\"nativeTypes\": [")
        .contains("\"MF_MT_SUBTYPE\": \"MFAudioFormat_PCM\"", "\"MF_MT_AUDIO_NUM_CHANNELS\": 2");
  }

  @Test
  void decodeOfPlainSoundIsTheVeryFile() throws Exception {
    Path file = SOUND.in(folder);
    Path decoded = folder.resolve("decoded.wav");

    CommandLineRun run = CommandLineRun.of("decode", file, "--output", decoded);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.figure("bytes")).isEqualTo(Integer.toString(SOUND.size()));
    assertThat(run.figure("end")).isEqualTo("1.500000 s");
    assertThat(decoded).hasSameBinaryContentAs(file);
  }

  @Test
  void soundOfAnOddLengthGetsAByteMore() throws Exception {
    Path decoded = folder.resolve("decoded.wav");

    CommandLineRun run =
        CommandLineRun.of("decode", new WaveFile(8000, 1, 8, 801).in(folder), "-o", decoded);

    assertThat(run.exitCode()).isZero();
    byte[] bytes = Files.readAllBytes(decoded);
    assertThat(bytes).hasSize(44 + 802);
    assertThat(Arrays.copyOfRange(bytes, 44, 44 + 801)).isEqualTo(Pattern.bytes(801));
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(40)).isEqualTo(801);
  }

  @Test
  void whatDecodeWritesIsReadAgain() throws Exception {
    Path wide = folder.resolve("wide.wav");
    Files.move(new WaveFile(48_000, 2, 32, 4800).in(folder), wide);
    Path first = folder.resolve("first.wav");
    Path second = folder.resolve("second.wav");

    assertThat(CommandLineRun.of("decode", wide, "-o", first).exitCode()).isZero();
    CommandLineRun run = CommandLineRun.of("decode", first, "-o", second);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(second).hasSameBinaryContentAs(first);
    assertThat(run.figure("end")).isEqualTo("0.100000 s");
  }

  @Test
  void standardOutputGetsTheSoundAndStandardErrorTheFigures() throws Exception {
    CommandLineRun run = CommandLineRun.of("decode", SOUND.in(folder), "-o", "-");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    byte[] bytes = run.bytes().toByteArray();
    assertThat(Arrays.copyOfRange(bytes, 44, bytes.length)).isEqualTo(Pattern.bytes(SOUND.size()));
    assertThat(CommandLineRun.figure(run.err(), "bytes")).isEqualTo(Integer.toString(SOUND.size()));
  }

  @Test
  void whatIsNoMediaIsRefusedAndLeavesNothingBehind() throws Exception {
    Path decoded = folder.resolve("decoded.wav");

    for (CommandLineRun run :
        new CommandLineRun[] {
          CommandLineRun.of("probe", noise()), CommandLineRun.of("decode", noise(), "-o", decoded)
        }) {
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).isEmpty();
      assertThat(run.errorLines()).singleElement().asString().contains("noise.bin");
    }
    assertThat(decoded).doesNotExist();
  }

  @Test
  void theOutputIsReplacedOnlyByForce() throws Exception {
    Path decoded = Files.write(folder.resolve("decoded.wav"), new byte[10]);

    CommandLineRun run = CommandLineRun.of("decode", SOUND.in(folder), "-o", decoded);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errorLines()).singleElement().asString().contains("the output exists; --force");
    assertThat(decoded).hasBinaryContent(new byte[10]);
    assertThat(CommandLineRun.of("decode", SOUND.in(folder), "-f", "-o", decoded).exitCode())
        .isZero();
    assertThat(Files.size(decoded)).isEqualTo(44 + SOUND.size());
  }
}
