package org.mfplat4j;

/**
 * The main class of the child JVMs of {@link LoadingTest}: prints what the library says about being
 * available, and what happens to who uses it all the same.
 */
public final class AvailabilityReport {
  private AvailabilityReport() {}

  public static void main(String[] arguments) {
    System.out.println("available: " + MediaFoundation.isAvailable());
    System.out.println("cause: " + MediaFoundation.unavailabilityCause());
    print("startup", () -> MediaFoundation.startup().close());
    print("platform", () -> System.out.println(MediaFoundation.platform()));
    print("put", () -> WorkQueue.STANDARD.put(result -> {}, null));
  }

  private interface Attempt {
    void run() throws Exception;
  }

  private static void print(String name, Attempt attempt) {
    try {
      attempt.run();
    } catch (Throwable thrown) {
      System.out.println(
          name + ": " + thrown.getClass().getSimpleName() + ": " + thrown.getMessage());
    }
  }
}
