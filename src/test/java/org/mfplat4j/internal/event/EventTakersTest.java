package org.mfplat4j.internal.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ComProbe;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.testing.Workbench;

/** What becomes of events that no taker wanted when they came. */
class EventTakersTest {
  private static final MediaEvent EVENT = MediaEvent.of(MediaEventType.END_OF_STREAM);

  @RegisterExtension final Workbench bench = new Workbench();

  private EventSource source;

  @BeforeEach
  void makeQueue() {
    long[] queue = new long[1];
    assertThat(Natives.createEventQueue(queue)).isZero();
    source = new EventSource(queue[0]);
  }

  @AfterEach
  void closeQueue() {
    source.close();
  }

  /** Notes what it gets, or loses interest when it is offered something. */
  private static final class Waiting implements EventTakers.Taker {
    private final boolean fickle;
    private final List<MediaEvent> taken = new ArrayList<>();

    Waiting(boolean fickle) {
      this.fickle = fickle;
    }

    @Override
    public boolean take(MediaEvent event) {
      return !fickle && taken.add(event);
    }

    @Override
    public void fail(Throwable failure) {}

    @Override
    public boolean isGone() {
      return false;
    }
  }

  @Test
  void whatIsKeptComesBeforeWhatIsSubscribedTo() {
    EventTakers takers = source.takers();
    takers.add(new Waiting(true));
    // The subscription is pending, and the taker that began it wants no event that was put back.
    takers.putBack(EVENT);
    Waiting next = new Waiting(false);

    takers.add(next);

    assertThat(next.taken).containsExactly(EVENT);
  }

  @Test
  void nativeObjectsOfEventsThatNobodyTookAreClosed() {
    EventTakers takers = source.takers();
    ComObject kept = object();
    ComObject late = object();
    takers.putBack(MediaEvent.of(MediaEventType.END_OF_STREAM, kept));

    takers.shutDown();
    takers.putBack(MediaEvent.of(MediaEventType.END_OF_STREAM, late));

    assertThatIllegalStateException().isThrownBy(kept::address);
    assertThatIllegalStateException().isThrownBy(late::address);
  }

  private static ComObject object() {
    return ComObject.adopt(ComProbe.newResult(0, 0));
  }
}
