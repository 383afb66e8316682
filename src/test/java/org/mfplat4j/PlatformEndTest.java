package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What ends with the platform, and what does not. */
class PlatformEndTest {
  private static final int FRESH = 200;

  @Test
  void whatASecondStartBringsDoesNotEndWithTheFirst() throws Exception {
    List<MediaFoundation> again = new ArrayList<>();
    List<PlatformEnd.Listener> fresh = new ArrayList<>();
    AtomicInteger freshEnded = new AtomicInteger();
    AtomicBoolean told = new AtomicBoolean();
    PlatformEnd.Listener old =
        () -> {
          if (told.getAndSet(true)) {
            return;
          }
          // As another thread might, while those who are to be told are told.
          try {
            again.add(MediaFoundation.startup());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          for (int i = 0; i < FRESH; i++) {
            PlatformEnd.Listener listener = freshEnded::incrementAndGet;
            fresh.add(listener);
            PlatformEnd.add(listener);
          }
        };
    try (MediaFoundation first = MediaFoundation.startup()) {
      PlatformEnd.add(old);
      first.close();

      assertThat(told).isTrue();
      assertThat(freshEnded).hasValue(0);

      again.get(0).close();

      assertThat(freshEnded).hasValue(FRESH);
    } finally {
      PlatformEnd.remove(old);
      fresh.forEach(PlatformEnd::remove);
    }
  }
}
