package org.mfplat4j.isolation;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The main class of the child JVMs of {@link ClassLoaderTest}: applications with the library in
 * class loaders of their own.
 */
public final class IsolationScenarios {
  private static final int TOGETHER = 3;
  private static final int ROUNDS = 5;
  private static final long LIMIT_SECONDS = 50;

  private IsolationScenarios() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "together" -> together(file);
      case "outlived" -> outlived(file);
      case "redeploy" -> redeploy(file, Integer.parseInt(arguments[2]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.exit(0);
  }

  /** Several applications at the same time, each on a thread of its own. */
  private static void together(Path file) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Future<String>> applications = new ArrayList<>();
    for (int i = 0; i < TOGETHER; i++) {
      Callable<String> application = application(newLoader(), file, ROUNDS);
      applications.add(threads.submit(application));
    }
    for (Future<String> application : applications) {
      System.out.println("application: " + application.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    }
  }

  /** One application after the other, of which nothing must stay. */
  private static void redeploy(Path file, int times) throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    long threads = 0;
    for (int i = 0; i < times; i++) {
      loaders.add(deploy(file));
      if (i == 2) {
        // What the JVM itself makes once is there now.
        awaitCollected(loaders);
        threads = entries("task");
        System.out.println("before: " + footprint());
      }
    }
    System.out.println("not collected: " + awaitCollected(loaders));
    awaitThreads(threads);
    System.out.println("after: " + footprint());
  }

  /** An application whose library can't go with it, and then one that finds that library's file. */
  private static void outlived(Path file) throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    String library = deployForgetful(loaders);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS / 2);
    String answer = answerToLoading(library);
    while (answer.contains("another classloader") && System.nanoTime() - end < 0) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
      answer = answerToLoading(library);
    }
    System.out.println("not collected: " + count(loaders));
    System.out.println("answer: " + answer);
    System.out.println("application: " + application(newLoader(), file, ROUNDS).call());
  }

  private static String deployForgetful(List<WeakReference<ClassLoader>> loaders) throws Exception {
    try (URLClassLoader loader = newLoader()) {
      loaders.add(new WeakReference<>(loader));
      return (String)
          ((Callable<?>)
                  loader
                      .loadClass(ForgetfulApplication.class.getName())
                      .getConstructor()
                      .newInstance())
              .call();
    }
  }

  private static String answerToLoading(String library) {
    try {
      System.load(library);
      return "loaded";
    } catch (UnsatisfiedLinkError e) {
      return e.getMessage();
    }
  }

  private static WeakReference<ClassLoader> deploy(Path file) throws Exception {
    try (URLClassLoader loader = newLoader()) {
      application(loader, file, 1).call();
      return new WeakReference<>(loader);
    }
  }

  /** How many are left after many collections. */
  private static long awaitCollected(List<WeakReference<ClassLoader>> loaders) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS / 2);
    long left = count(loaders);
    while (left > 0 && System.nanoTime() - end < 0) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
      left = count(loaders);
    }
    // The libraries go after their class loaders, on a thread of the JVM.
    while (libraries() > 0 && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return left;
  }

  /** A Cleaner's thread ends when the Cleaner was collected, too. */
  private static void awaitThreads(long most) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS / 5);
    while (entries("task") > most && System.nanoTime() - end < 0) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static long count(List<WeakReference<ClassLoader>> loaders) {
    return loaders.stream().filter(loader -> loader.get() != null).count();
  }

  private static String footprint() throws IOException {
    return "libraries "
        + libraries()
        + ", threads "
        + entries("task")
        + ", files "
        + entries("fd")
        + ", metaspace "
        + (isLinux() ? Metaspace.usedKib() : 0);
  }

  /** A class of its own: the Windows JVM of the tests has no java.management. */
  private static final class Metaspace {
    static long usedKib() {
      return ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getName().equals("Metaspace"))
              .mapToLong(pool -> pool.getUsage().getUsed())
              .sum()
          / 1024;
    }
  }

  /** 0 where there is no /proc of Linux. */
  private static long libraries() throws IOException {
    Path maps = Path.of("/proc/self/maps");
    if (!isLinux()) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(maps)) {
      return lines.filter(line -> line.contains("mfplat4j.so")).count();
    }
  }

  private static long entries(String folder) throws IOException {
    if (!isLinux()) {
      return 0;
    }
    try (Stream<Path> files = Files.list(Path.of("/proc/self", folder))) {
      return files.count();
    }
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").startsWith("Linux");
  }

  @SuppressWarnings("unchecked")
  private static Callable<String> application(ClassLoader loader, Path file, int rounds)
      throws Exception {
    return (Callable<String>)
        loader
            .loadClass(IsolatedApplication.class.getName())
            .getConstructor(Path.class, int.class)
            .newInstance(file, rounds);
  }

  private static URLClassLoader newLoader() {
    URL[] classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(IsolationScenarios::url)
            .toArray(URL[]::new);
    return new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }
}
