package org.mfplat4j.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who reads files, by the name that tables have for it. */
@FunctionalInterface
interface Contender {
  /** Runs with MFPLAT4J_SPIN=0. */
  String WITHOUT_SPIN = "mfplat4j no spin";

  /** Whose results are not used again. */
  String PLAIN_CALLBACKS = "mfplat4j plain callbacks";

  /** Something that runs this workload on the file. */
  Run open(Path file, Workload workload) throws Exception;

  /** A workload that is ready to be run, any number of times. */
  interface Run extends AutoCloseable {
    Sample run(long millis) throws Exception;

    @Override
    void close() throws Exception;
  }

  /** The contenders that are written in Java. */
  static Map<String, Contender> inJava() {
    Map<String, Contender> contenders = new LinkedHashMap<>();
    contenders.put("mfplat4j uring", asynchronous(Mfplat4jLoop::new));
    contenders.put("mfplat4j threads", asynchronous(Mfplat4jLoop::new));
    contenders.put(WITHOUT_SPIN, asynchronous(Contender::withoutSpin));
    contenders.put(PLAIN_CALLBACKS, asynchronous(Mfplat4jLoop::withPlainCallbacks));
    contenders.put("mfplat4j futures", asynchronous(FutureLoop::new));
    contenders.put(
        "AFC default", asynchronous((file, workload) -> new ChannelLoop(file, workload, 0)));
    contenders.put("AFC fixed", asynchronous(ChannelLoop::withFixedPool));
    contenders.put("AFC fixed as used", asynchronous(ChannelLoop::asUsed));
    contenders.put("FileChannel threads", FileChannelThreads::new);
    contenders.put("jasyncfio", asynchronous(JasyncfioLoop::new));
    return contenders;
  }

  /** Where dispatchers never sleep, there is no difference. */
  private static ReadLoop withoutSpin(Path file, Workload workload) throws Exception {
    if (workload.mode() == Workload.Mode.CHAINED && !workload.uncached()) {
      throw new UnsupportedOperationException("nothing waits");
    }
    return new Mfplat4jLoop(file, workload);
  }

  /** How an asynchronous contender is opened. */
  @FunctionalInterface
  interface LoopOpener {
    ReadLoop open(Path file, Workload workload) throws Exception;
  }

  private static Contender asynchronous(LoopOpener opener) {
    return (file, workload) -> {
      ReadLoop loop = opener.open(file, workload);
      return new Run() {
        @Override
        public Sample run(long millis) throws Exception {
          return loop.run(millis);
        }

        @Override
        public void close() throws Exception {
          loop.close();
        }
      };
    };
  }
}
