package org.mfplat4j.internal.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.media.MediaFormat;
import org.mfplat4j.media.MediaType;
import org.mfplat4j.testing.Workbench;

/** A media type comes back from native code as it went there. */
class NativeMediaTypeTest {
  private static final UUID KEY = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void everyKindOfAttribute() throws Exception {
    MediaType type = MediaType.pcm(44_100, 2, 16);
    for (Object value :
        new Object[] {-1, 1L << 40, 2.5, MediaFormat.NV12, "\u00fc".repeat(200), new byte[300]}) {
      MediaType sent = type.with(KEY, value);
      assertThat(NativeMediaType.take(NativeMediaType.create(sent))).isEqualTo(sent);
    }
  }

  @Test
  void emptyStringsAndBytes() throws Exception {
    for (Object value : new Object[] {"", new byte[0]}) {
      MediaType sent = MediaType.of(MediaFormat.AUDIO, MediaFormat.AAC).with(KEY, value);
      assertThat(NativeMediaType.take(NativeMediaType.create(sent))).isEqualTo(sent);
    }
  }
}
