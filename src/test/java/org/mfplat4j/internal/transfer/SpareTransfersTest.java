package org.mfplat4j.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.FileAccess;
import org.mfplat4j.internal.operation.Delivery;
import org.mfplat4j.internal.reference.NativeHandle;

@Tag("engine-free")
class SpareTransfersTest {
  private static final int PLACES_OF_A_THREAD = 16;

  private final SpareTransfers spares = new SpareTransfers();

  private static PendingTransfer transfer() {
    StreamTransfers stream =
        new StreamTransfers(
            new NativeHandle(0, ignored -> {}), "a stream", FileAccess.READ, new BorrowedCursor(0));
    return new PendingTransfer(
        TransferKind.READ,
        stream,
        TransferBuffer.of(TransferKind.READ, ByteBuffer.allocateDirect(1)),
        0,
        Delivery.on(null, AsyncResult::close, 0),
        null);
  }

  @Test
  void whereThereIsNoneNoneIsGiven() {
    assertThat(spares.take()).isNull();
  }

  @Test
  void eachIsGivenOnce() {
    List<PendingTransfer> given = new ArrayList<>();
    for (int i = 0; i < PLACES_OF_A_THREAD; i++) {
      given.add(transfer());
      spares.give(given.get(i));
    }
    Set<PendingTransfer> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < PLACES_OF_A_THREAD; i++) {
      taken.add(spares.take());
    }
    assertThat(taken).containsExactlyInAnyOrderElementsOf(given);
    assertThat(spares.take()).isNull();
  }

  @Test
  void aThreadKeepsFewAndDropsTheRest() {
    for (int i = 0; i < 10 * PLACES_OF_A_THREAD; i++) {
      spares.give(transfer());
    }
    int taken = 0;
    while (spares.take() != null) {
      taken++;
    }
    assertThat(taken).isEqualTo(PLACES_OF_A_THREAD);
  }

  @Test
  void whatAnyThreadLeftIsFound() {
    PendingTransfer left = transfer();
    spares.give(left);
    for (int i = 0; i < 20; i++) {
      CompletableFuture<PendingTransfer> taken = new CompletableFuture<>();
      new Thread(
              () -> {
                PendingTransfer found = spares.take();
                spares.give(left);
                taken.complete(found);
              })
          .start();
      assertThat(taken.join()).isSameAs(left);
    }
  }

  @Test
  void severalThreadsNeverHaveTheSameOne() throws Exception {
    for (int i = 0; i < PLACES_OF_A_THREAD; i++) {
      spares.give(transfer());
    }
    Set<PendingTransfer> inUse = ConcurrentHashMap.newKeySet();
    AtomicInteger twice = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int turn = 0; turn < 50_000; turn++) {
                  PendingTransfer taken = spares.take();
                  if (taken == null) {
                    continue;
                  }
                  if (!inUse.add(taken)) {
                    twice.incrementAndGet();
                  }
                  inUse.remove(taken);
                  spares.give(taken);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(twice).hasValue(0);
  }
}
