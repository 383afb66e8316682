package org.mfplat4j.internal.library;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Loads the native library for this class loader: from a folder that the user names, else from the
 * application's own, else from the {@link LibraryCache cache}, into which it is brought from the
 * jar.
 *
 * <p>The JVM gives a file to one class loader only. Where another one has it, this one gets a copy
 * under a name of its own: a library with its own state and its own threads, which goes when its
 * class loader goes.
 */
public final class LibraryLoader {
  /** Names a folder that has the library, which is loaded from there as it is. */
  public static final String PATH_PROPERTY = "org.mfplat4j.library.path";

  // In the folder of the bound class.
  private static final String RESOURCE_FOLDER = "org/mfplat4j/internal/";

  private static volatile @Nullable Path loaded;

  private LibraryLoader() {}

  /**
   * Loads the library.
   *
   * @throws UnsupportedOperationException if this is no machine that it can run on
   * @throws UnsatisfiedLinkError if it could not be loaded; the message says why in one sentence
   */
  public static void load() {
    if (loaded != null) {
      // What came after it has failed before, and is tried again.
      return;
    }
    Machine machine = Machine.ofThisProcess();
    String refusal = machine.refusal();
    if (refusal != null) {
      throw new UnsupportedOperationException(refusal);
    }
    Path file = installed(machine);
    if (file != null) {
      loadInstalled(file, machine);
    } else {
      byte[] content = resource(machine);
      LibraryCache.ofUser(machine).load(content);
    }
  }

  /** The file that the library was loaded from, perhaps gone since; null before that. */
  public static @Nullable Path loaded() {
    return loaded;
  }

  /** A file that is to be loaded as it is; null when there is none. */
  private static @Nullable Path installed(Machine machine) {
    String named = System.getProperty(PATH_PROPERTY, "");
    if (!named.isEmpty()) {
      Path file = Path.of(named).toAbsolutePath().resolve(machine.fileName());
      if (!Files.exists(file)) {
        throw LoadFailure.notInFolder(file);
      }
      return file;
    }
    return applicationFolders(machine).stream()
        .map(folder -> folder.resolve(machine.fileName()))
        .filter(Files::exists)
        .findFirst()
        .orElse(null);
  }

  /** Where images of jlink and jpackage have their native libraries. */
  private static List<Path> applicationFolders(Machine machine) {
    List<Path> folders = new ArrayList<>();
    folders.add(Path.of(System.getProperty("java.home", ""), machine.isWindows() ? "bin" : "lib"));
    String launcher = System.getProperty("jpackage.app-path", "");
    if (!launcher.isEmpty()) {
      // Windows: launcher and app in one folder. Linux: bin/launcher and lib/app.
      Path besides = Path.of(launcher).toAbsolutePath().resolveSibling("");
      folders.add(machine.isWindows() ? besides.resolve("app") : besides.resolve("../lib/app"));
    }
    return folders;
  }

  private static void loadInstalled(Path file, Machine machine) {
    try {
      if (!loadUnlessTaken(file, machine)) {
        LibraryCache.ofUser(machine).loadCopy(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw LoadFailure.notWritten(file, e);
    }
  }

  /**
   * Loads the file; false when another class loader has it, or one that was collected has left it
   * loaded.
   *
   * @throws UnsatisfiedLinkError if it could not be loaded, in our words
   */
  static boolean loadUnlessTaken(Path file, Machine machine) {
    try {
      System.load(file.toString());
      loaded = file;
      return true;
    } catch (UnsatisfiedLinkError e) {
      if (isTaken(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT))) {
        return false;
      }
      throw LoadFailure.notLoaded(file, machine, e);
    }
  }

  /**
   * The JVM has no other way to tell. The second of the two is JNI_ERR, with which a library that
   * has outlived its class loader answers.
   */
  private static boolean isTaken(String message) {
    return message.contains("another classloader")
        || message.contains("unsupported jni version 0xffffffff");
  }

  private static byte[] resource(Machine machine) {
    String name = RESOURCE_FOLDER + machine.platform() + "/" + machine.fileName();
    ClassLoader loader = LibraryLoader.class.getClassLoader();
    URL url = loader == null ? null : loader.getResource(name);
    if (url == null) {
      throw LoadFailure.absent(machine);
    }
    try {
      URLConnection connection = url.openConnection();
      // A jar that is cached stays open for as long as the JVM lives.
      connection.setUseCaches(false);
      try (InputStream content = connection.getInputStream()) {
        return content.readAllBytes();
      }
    } catch (IOException e) {
      UnsatisfiedLinkError error =
          new UnsatisfiedLinkError(
              "the native library of mfplat4j could not be read from "
                  + url
                  + ": "
                  + e.getMessage());
      error.initCause(e);
      throw error;
    }
  }
}
