package org.mfplat4j.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mfplat4j.MediaFoundation;

/** What ends with the platform, and what does not. */
class PlatformEndTest {
  private static final int OLD = 10;
  private static final int FRESH = 200;

  @Test
  void whatASecondStartBringsDoesNotEndWithTheFirst() throws Exception {
    List<MediaFoundation> again = new ArrayList<>();
    List<PlatformEnd.Listener> fresh = new ArrayList<>();
    AtomicInteger freshEnded = new AtomicInteger();
    AtomicBoolean told = new AtomicBoolean();
    List<PlatformEnd.Listener> old = new ArrayList<>();
    for (int i = 0; i < OLD; i++) {
      old.add(
          () -> {
            if (!told.getAndSet(true)) {
              // As another thread might, while those who are to be told are told.
              again.add(startup());
              for (int j = 0; j < FRESH; j++) {
                fresh.add(freshEnded::incrementAndGet);
              }
              fresh.forEach(PlatformEnd::add);
            }
          });
    }
    try (MediaFoundation first = MediaFoundation.startup()) {
      old.forEach(PlatformEnd::add);
      first.close();

      assertThat(told).isTrue();
      assertThat(freshEnded).hasValue(0);

      again.get(0).close();

      assertThat(freshEnded).hasValue(FRESH);
    } finally {
      old.forEach(PlatformEnd::remove);
      fresh.forEach(PlatformEnd::remove);
    }
  }

  private static MediaFoundation startup() {
    try {
      return MediaFoundation.startup();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
