package org.mfplat4j.isolation;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.library.LibraryLoader;

/**
 * An application that leaves a native object of the library's behind, as native code may that has
 * not released it. What it answers is the file of its library.
 */
public final class ForgetfulApplication implements Callable<String> {
  @Override
  public String call() throws Exception {
    try (MediaFoundation mf = MediaFoundation.startup()) {
      Path file = Objects.requireNonNull(LibraryLoader.loaded());
      long unreleased = Natives.createJavaCallback(1, 0, 0);
      if (unreleased == 0) {
        throw new OutOfMemoryError("no callback after " + mf);
      }
      return file.toString();
    }
  }
}
