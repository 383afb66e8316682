package com.example;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two applications in one JVM, each with the library in a class loader of its own. */
public final class TwoLoaders {
  private TwoLoaders() {}

  /** The first argument is the class path of each application, the second one the file to read. */
  public static void main(String[] arguments) throws Exception {
    List<Callable<Void>> applications = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ClassLoader loader =
          new URLClassLoader(urls(arguments[0]), ClassLoader.getPlatformClassLoader());
      applications.add(
          () -> {
            loader
                .loadClass("com.example.ReadFile")
                .getMethod("main", String[].class)
                .invoke(null, (Object) new String[] {arguments[1]});
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(2);
    for (Future<Void> ended : threads.invokeAll(applications)) {
      ended.get();
    }
    threads.shutdown();
  }

  private static URL[] urls(String classPath) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
