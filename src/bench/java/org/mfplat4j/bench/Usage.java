package org.mfplat4j.bench;

import java.lang.management.ManagementFactory;

/**
 * What this process has used so far. The small runtime under Wine has no java.management: there
 * both are −1.
 *
 * @param cpuNanos processor time of all threads
 * @param allocatedBytes bytes allocated on the Java heap by the threads that are alive
 */
record Usage(long cpuNanos, long allocatedBytes) {
  private static final boolean MEASURABLE =
      ModuleLayer.boot().findModule("jdk.management").isPresent();

  static Usage now() {
    return MEASURABLE ? Beans.now() : new Usage(-1, -1);
  }

  Usage since(Usage before) {
    return MEASURABLE
        ? new Usage(cpuNanos - before.cpuNanos, allocatedBytes - before.allocatedBytes)
        : this;
  }

  /** Apart, so that it is loaded only where there are such beans. */
  private static final class Beans {
    static Usage now() {
      var system =
          (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      long allocated = 0;
      for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
        allocated += Math.max(0, bytes);
      }
      return new Usage(system.getProcessCpuTime(), allocated);
    }
  }
}
