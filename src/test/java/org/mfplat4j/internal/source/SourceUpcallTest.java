package org.mfplat4j.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;
import org.mfplat4j.JavaByteStream;
import org.mfplat4j.internal.jni.Upcall;
import org.mfplat4j.testing.Workbench;

class SourceUpcallTest {
  @RegisterExtension final Workbench bench = new Workbench();

  /** Notes for each call whether its thread is taken for a queue thread. */
  private static final class Noting implements ByteStreamSource {
    private final List<String> calls = new CopyOnWriteArrayList<>();

    private void note(String call) {
      calls.add(call + " " + Upcall.onQueueThread());
    }

    @Override
    public Set<Capability> capabilities() {
      return EnumSet.of(Capability.READABLE, Capability.SEEKABLE);
    }

    @Override
    public long length() {
      note("length");
      return 10;
    }

    @Override
    public CompletionStage<Integer> read(ByteBuffer destination, long position) {
      note("read");
      return CompletableFuture.completedFuture(0);
    }

    @Override
    public void close() {
      note("close");
    }
  }

  @Test
  void aSourceIsCalledAsOnAQueueThreadWhoseverThreadItIs() throws Exception {
    Noting source = new Noting();
    CompletableFuture<List<Boolean>> between = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              Boolean[] marked = new Boolean[3];
              try (JavaByteStream made = JavaByteStream.create(source);
                  ByteStream stream = made.stream()) {
                // Making the stream asks for the length, too, without native code.
                source.calls.clear();
                stream.length();
                marked[0] = Upcall.onQueueThread();
                stream.read(ByteBuffer.allocate(5));
                marked[1] = Upcall.onQueueThread();
                stream.close();
                marked[2] = Upcall.onQueueThread();
                between.complete(Arrays.asList(marked));
              } catch (Throwable e) {
                between.completeExceptionally(e);
              }
            });
    caller.start();
    assertThat(between.get()).containsOnly(false);
    caller.join();
    assertThat(source.calls).contains("length true", "read true", "close true");
    assertThat(source.calls).allMatch(call -> call.endsWith(" true"));
  }
}
