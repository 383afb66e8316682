package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FileAccess;
import org.mfplat4j.OpenMode;
import org.mfplat4j.internal.reference.LeakNet;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.TestPlatform;
import org.mfplat4j.testing.Workbench;

/** What a wrapper promises: all of its stream but the Close. */
class WrapperContractTest {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void everythingPassesThrough() throws Exception {
    ByteStream stream =
        bench.open(bench.file(100), FileAccess.READ_WRITE, OpenMode.FAIL_IF_NOT_EXIST);
    try (ByteStream wrapper = stream.wrapper()) {
      assertThat(wrapper.length()).isEqualTo(100);
      assertThat(wrapper.capabilities()).isEqualTo(stream.capabilities());
      wrapper.position(98);
      assertThat(stream.position()).isEqualTo(98);
      assertThat(wrapper.write(ByteBuffer.wrap(new byte[] {1, 2, 3}))).isEqualTo(3);
      assertThat(stream.length()).isEqualTo(101);
      assertThat(wrapper.isEndOfStream()).isTrue();
      wrapper.attributes().contentType("audio/wav");
      assertThat(stream.attributes().contentType()).hasValue("audio/wav");
      assertThat(wrapper.attributes().originName()).isEqualTo(stream.attributes().originName());
    }
    assertThat(stream.position()).isEqualTo(101);
  }

  @Test
  void readsThatBeganOnItEndOnItAlsoWhenItIsClosed() throws Exception {
    ByteStream stream = bench.reading(100);
    ByteStream wrapper = stream.wrapper();
    RecordingCallback callback = RecordingCallback.keeping();
    ByteBuffer buffer = ByteBuffer.allocateDirect(60);
    wrapper.beginRead(buffer, callback, null);
    AsyncResult result = callback.awaitOnly().result();
    wrapper.close();
    wrapper.close();
    assertThat(wrapper.endRead(result)).isEqualTo(60);
    Pattern.assertHolds(buffer, 0, 60, 0);
    assertThat(stream.position()).isEqualTo(60);
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> wrapper.beginRead(buffer.clear(), callback, null));
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(wrapper::wrapper);
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> wrapper.attributes().count());
  }

  @Test
  void closingTheStreamEndsTheUseOfBoth() throws Exception {
    Path file = bench.file(10);
    ByteStream stream = bench.open(file);
    ByteStream wrapper = stream.wrapper();
    stream.close();
    if (TestPlatform.isWine(8, 10)) {
      // There is no Close on files there.
      assertThat(wrapper.length()).isEqualTo(10);
    } else {
      assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(wrapper::length);
    }
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(stream::wrapper);
    wrapper.close();
    bench.open(file, FileAccess.WRITE, OpenMode.FAIL_IF_NOT_EXIST);
  }

  @Test
  void wrappersOfWrappersWork() throws Exception {
    ByteStream stream = bench.reading(10);
    try (ByteStream middle = stream.wrapper();
        ByteStream outer = middle.wrapper()) {
      outer.position(7);
      assertThat(stream.position()).isEqualTo(7);
      outer.close();
      assertThat(middle.position()).isEqualTo(7);
    }
    assertThat(stream.position()).isEqualTo(7);
  }

  @Test
  void aWrapperKeepsAStreamThatIsForgotten() throws Exception {
    long reported = LeakNet.reported();
    Path file = bench.file(10);
    ByteStream wrapper = wrapperOfForgotten(file);
    for (int i = 0; i < 5; i++) {
      System.gc();
      assertThat(wrapper.length()).isEqualTo(10);
    }
    assertThat(LeakNet.reported()).isEqualTo(reported);
    wrapper.close();
    Reference.reachabilityFence(wrapper);
    wrapper = null;
    // Forgotten with its wrapper, it is found.
    Limits.eventually(
        () -> {
          System.gc();
          assertThat(LeakNet.reported()).isEqualTo(reported + 1);
        });
  }

  private ByteStream wrapperOfForgotten(Path file) throws Exception {
    return bench.platform().openFile(file).wrapper();
  }
}
