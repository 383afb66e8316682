package org.mfplat4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.ByteStream;
import org.mfplat4j.SeekOrigin;
import org.mfplat4j.com.ByteStreamPointer;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.Workbench;

/**
 * Streams of one file have a position each, whatever is in flight on the others. Those that are one
 * native stream, the borrowed one and the wrapper among them, have one position together.
 */
class SeveralStreamsModelTest {
  private static final int LENGTH = 100_000;
  private static final int STEPS = 1500 * Limits.STRESS;
  private static final int MOST_IN_FLIGHT = 40;

  @RegisterExtension final Workbench bench = new Workbench();

  /** A cursor, and the streams that have it. */
  private static final class Cursor {
    final List<ByteStream> streams = new ArrayList<>();
    long position;
  }

  private record InFlight(
      CompletableFuture<Integer> future, ByteBuffer buffer, long from, int count, String what) {
    void endAndCompare() throws Exception {
      assertThat(future.get()).as(what).isEqualTo(count);
      Pattern.assertHolds(buffer, 0, count, from);
    }
  }

  private final Deque<InFlight> inFlight = new ArrayDeque<>();

  @Test
  void eachCursorIsMovedByItsOwnStreamsAlone() throws Exception {
    long seed = Long.getLong("mfplat4j.test.seed", System.nanoTime());
    Random random = new Random(seed);
    List<Cursor> cursors = cursors();
    try {
      for (int step = 0; step < STEPS; step++) {
        Cursor cursor = cursors.get(random.nextInt(cursors.size()));
        step(random, cursor, cursor.streams.get(random.nextInt(cursor.streams.size())));
      }
      while (!inFlight.isEmpty()) {
        inFlight.remove().endAndCompare();
      }
      for (Cursor cursor : cursors) {
        for (ByteStream stream : cursor.streams) {
          assertThat(stream.position()).isEqualTo(cursor.position);
        }
      }
    } catch (Throwable e) {
      throw new AssertionError("-Dmfplat4j.test.seed=" + seed, e);
    } finally {
      for (Cursor cursor : cursors) {
        for (int last = cursor.streams.size() - 1; last >= 0; last--) {
          cursor.streams.get(last).close();
        }
      }
    }
  }

  private List<Cursor> cursors() throws Exception {
    List<Cursor> cursors = new ArrayList<>();
    var file = bench.file(LENGTH);
    for (int i = 0; i < 3; i++) {
      Cursor cursor = new Cursor();
      cursor.streams.add(bench.open(file));
      cursors.add(cursor);
    }
    List<ByteStream> one = cursors.get(0).streams;
    one.add(ByteStreamPointer.borrow(ByteStreamPointer.address(one.get(0))));
    List<ByteStream> other = cursors.get(1).streams;
    other.add(other.get(0).wrapper());
    return cursors;
  }

  private void step(Random random, Cursor cursor, ByteStream stream) throws Exception {
    int size = random.nextInt(10) == 0 ? random.nextInt(9000) : random.nextInt(300);
    long at = random.nextInt(LENGTH + 100);
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        long from = cursor.position;
        cursor.position += countAt(from, size);
        begin(stream, -1, from, size);
      }
      case 3, 4 -> begin(stream, at, at, size);
      case 5 -> {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        long from = cursor.position;
        int count = countAt(from, size);
        cursor.position += count;
        assertThat(stream.read(buffer)).isEqualTo(count);
        Pattern.assertHolds(buffer, 0, count, from);
      }
      case 6 -> {
        if (random.nextBoolean()) {
          stream.position(at);
          cursor.position = at;
        } else {
          int offset = (int) Math.max(-cursor.position, random.nextInt(400) - 200);
          cursor.position += offset;
          assertThat(stream.seek(SeekOrigin.CURRENT, offset)).isEqualTo(cursor.position);
        }
      }
      default -> {
        assertThat(stream.position()).isEqualTo(cursor.position);
        assertThat(stream.isEndOfStream()).isEqualTo(cursor.position >= LENGTH);
      }
    }
    while (inFlight.size() > MOST_IN_FLIGHT) {
      inFlight.remove().endAndCompare();
    }
  }

  /** At a position of its own, or at the cursor for −1. */
  private void begin(ByteStream stream, long position, long from, int size) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    CompletableFuture<Integer> future =
        position < 0 ? stream.readAsync(buffer) : stream.readAsync(buffer, position);
    String what = "read of " + size + " at " + from + (position < 0 ? ", the cursor" : "");
    inFlight.add(new InFlight(future, buffer, from, countAt(from, size), what));
  }

  private static int countAt(long from, int size) {
    return (int) Math.max(0, Math.min(size, LENGTH - from));
  }
}
