package org.mfplat4j.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** {@link CrossingBenchmark} by java.lang.foreign, where the JVM has it. */
@State(Scope.Thread)
public class FfmCrossingBenchmark {
  private static final MethodHandle DOWN;
  private static final long UP;

  static {
    System.load(System.getProperty("mfplat4j.bench.library"));
    try {
      DOWN = FfmCrossings.downcall("mfplat4j_bench_down");
      UP = FfmCrossings.upcall(MethodHandles.lookup(), FfmCrossingBenchmark.class, "received");
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long sum;

  @SuppressWarnings("unused") // Called by native code.
  private static void received(long value) {}

  /** Down by java.lang.foreign. */
  @Benchmark
  public long downcallFfm() throws Throwable {
    return sum += (long) DOWN.invokeExact(1L);
  }

  /** Up by java.lang.foreign, on a thread that is the JVM's. */
  @Benchmark
  @OperationsPerInvocation(CrossingBenchmark.CROSSINGS)
  public void upcallFfm() {
    CrossingBenchmark.functionPointerUpcalls(UP, CrossingBenchmark.CROSSINGS);
  }
}
