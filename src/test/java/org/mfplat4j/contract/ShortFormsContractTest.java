package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventQueue;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.OpenMode;
import org.mfplat4j.WorkQueue;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** What the short forms of Begin methods and the facts of a stream promise. */
class ShortFormsContractTest {
  private static final Object NO_STATE = new Object();

  @RegisterExtension final Workbench bench = new Workbench();
  private final BlockingQueue<Object> states = new LinkedBlockingQueue<>();

  private void arrived(@Nullable Object state) {
    states.add(state == null ? NO_STATE : state);
  }

  private void assertInvokedWithoutState() throws InterruptedException {
    assertThat(states.poll(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS)).isSameAs(NO_STATE);
  }

  @Test
  void aTransferWithoutAStateHasNone() throws Exception {
    Path file = bench.file(100);
    try (ByteStream stream =
        bench.platform().openFile(file, FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST)) {
      AsyncCallback read =
          result -> {
            stream.endRead(result);
            arrived(result.state());
          };
      AsyncCallback write =
          result -> {
            stream.endWrite(result);
            arrived(result.state());
          };
      ByteBuffer buffer = ByteBuffer.allocate(10);
      stream.beginRead(buffer, read);
      assertInvokedWithoutState();
      Pattern.assertHolds(buffer, 0, 10, 0);
      stream.beginRead(buffer.clear(), 50, read);
      assertInvokedWithoutState();
      Pattern.assertHolds(buffer, 0, 10, 50);
      assertThat(stream.position()).isEqualTo(10);
      if (TestPlatform.isWine(8, 10)) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(() -> stream.beginWrite(buffer.flip(), write));
        return;
      }
      stream.beginWrite(buffer.flip(), write);
      assertInvokedWithoutState();
      stream.beginWrite(buffer.flip(), 0, write);
      assertInvokedWithoutState();
      assertThat(stream.position()).isEqualTo(20);
      for (int at : new int[] {0, 10}) {
        assertThat(stream.read(buffer.clear(), at)).isEqualTo(10);
        Pattern.assertHolds(buffer, 0, 10, 50);
      }
    }
  }

  @Test
  void aResultAnItemAndASubscriptionWithoutAStateHaveNone() throws Exception {
    AsyncCallback invoked =
        result -> {
          arrived(result.state());
          result.close();
        };
    try (AsyncResult created = AsyncResult.create(this, invoked)) {
      assertThat(created.object()).isSameAs(this);
      created.invokeCallback();
      assertInvokedWithoutState();
    }
    WorkQueue.STANDARD.put(result -> arrived(result.state()));
    assertInvokedWithoutState();
    try (MediaEventQueue events = MediaEventQueue.create()) {
      assertThat(
              events.beginGetEvent(
                  result -> {
                    events.endGetEvent(result);
                    arrived(result.state());
                  }))
          .isTrue();
      events.queue(MediaEvent.of(MediaEventType.END_OF_STREAM));
      assertInvokedWithoutState();
    }
  }

  @Test
  void aStreamKnowsItsPathAndWhetherItIsOpen() throws Exception {
    Path file = bench.file(100);
    ByteStream stream =
        bench
            .platform()
            .openFileAsync(file)
            .get(Limits.EVENTUALLY.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(stream.isOpen()).isTrue();
    assertThat(stream.path()).contains(file);
    try (ByteStream wrapper = stream.wrapper()) {
      assertThat(wrapper.path()).contains(file);
      wrapper.close();
      assertThat(wrapper.isOpen()).isFalse();
    }
    assertThat(stream.isOpen()).isTrue();
    stream.close();
    assertThat(stream.isOpen()).isFalse();
    assertThat(stream.path()).contains(file);
    try (ByteStream temporary =
        bench.platform().openTempFile(FileAccess.READ_WRITE, OpenMode.DELETE_IF_EXIST)) {
      assertThat(temporary.path().orElseThrow()).isAbsolute().exists();
    }
  }
}
