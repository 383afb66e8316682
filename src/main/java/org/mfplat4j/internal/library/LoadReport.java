package org.mfplat4j.internal.library;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the native library came from, and what is in the cache, for reports of faults. */
public final class LoadReport {
  private LoadReport() {}

  /** Names and values, in the order in which they are to be read. Reads the cache's folder. */
  public static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    Machine machine = Machine.ofThisProcess();
    facts.put("for", machine.platform() + ", " + machine.cLibrary());
    Path root = root(machine);
    Path file = LibraryLoader.loaded();
    facts.put("loaded from", file == null ? "nowhere" : file.toString());
    facts.put("how", file == null ? "not loaded" : way(file, root, machine));
    facts.put("cache folder", root == null ? "none" : root.toString());
    if (root != null) {
      content(root).forEach((name, value) -> facts.put("cache " + name, value));
    }
    return facts;
  }

  private static @Nullable Path root(Machine machine) {
    try {
      return LibraryCache.ofUser(machine).root();
    } catch (UnsatisfiedLinkError e) {
      // There is no folder, and no property that names one.
      return null;
    }
  }

  private static String way(Path file, @Nullable Path root, Machine machine) {
    if (root != null && file.startsWith(root)) {
      return file.endsWith(machine.fileName())
          ? "from the cache"
          : "a copy in the cache, since another class loader has the file";
    }
    return System.getProperty(LibraryLoader.PATH_PROPERTY, "").isEmpty()
        ? "from the application's own folder"
        : "from the folder that -D" + LibraryLoader.PATH_PROPERTY + " names";
  }

  private static Map<String, String> content(Path root) {
    Map<String, String> content = new TreeMap<>();
    if (!Files.exists(root)) {
      content.put("content", "there is no such folder");
      return content;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path folder : folders) {
        addFiles(folder, content);
      }
    } catch (IOException e) {
      content.put("content", "cannot be read: " + e.getClass().getSimpleName());
    }
    if (content.isEmpty()) {
      content.put("content", "empty");
    }
    return content;
  }

  private static void addFiles(Path folder, Map<String, String> content) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        content.put(
            "file " + folder.getFileName() + "/" + file.getFileName(),
            Files.size(file) + " bytes, " + Files.getLastModifiedTime(file));
      }
    }
  }
}
