package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine-free")
class MediaFoundationExceptionTest {
  private final MediaFoundationException exception =
      new MediaFoundationException(HResult.MF_E_SHUTDOWN, "BeginRead", "a.mp4");

  @Test
  void theMessageSaysOperationSubjectNameValueAndMeaning() {
    assertThat(exception)
        .hasMessage(
            "BeginRead on \"a.mp4\" failed: MF_E_SHUTDOWN (0xC00D3E85): "
                + HResult.MF_E_SHUTDOWN.text());
  }

  @Test
  void withoutASubjectTheMessageNamesNone() {
    assertThat(new MediaFoundationException(HResult.E_FAIL, "MFStartup", ""))
        .hasMessageStartingWith("MFStartup failed: E_FAIL (0x80004005)");
  }

  @Test
  void aNamelessCodeIsShownByValueAlone() {
    assertThat(new MediaFoundationException(new HResult(0x80001234), "Read", "x"))
        .hasMessage("Read on \"x\" failed: 0x80001234");
  }

  @Test
  void thePartsCanBeAskedFor() {
    assertThat(exception.hresult()).isEqualTo(HResult.MF_E_SHUTDOWN);
    assertThat(exception.operation()).isEqualTo("BeginRead");
    assertThat(exception.subject()).isEqualTo("a.mp4");
  }

  @Test
  void itSurvivesSerialization() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(exception);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      MediaFoundationException copy = (MediaFoundationException) in.readObject();
      assertThat(copy.hresult()).isEqualTo(exception.hresult());
      assertThat(copy).hasMessage(exception.getMessage());
    }
  }
}
