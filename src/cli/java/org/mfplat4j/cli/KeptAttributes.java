package org.mfplat4j.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a copy keeps of its source beside the bytes: the mode, where there are modes, and the time
 * when it was modified.
 *
 * @param mode null where there are none
 */
record KeptAttributes(@Nullable Set<PosixFilePermission> mode, FileTime modified) {
  static KeptAttributes of(Path source) throws IOException {
    FileTime modified = Files.getLastModifiedTime(source);
    try {
      return new KeptAttributes(Files.getPosixFilePermissions(source), modified);
    } catch (UnsupportedOperationException e) {
      return new KeptAttributes(null, modified);
    }
  }

  void applyTo(Path copy) throws IOException {
    Files.setLastModifiedTime(copy, modified);
    if (mode == null) {
      return;
    }
    try {
      Files.setPosixFilePermissions(copy, mode);
    } catch (UnsupportedOperationException | FileSystemException e) {
      // The copy is on a file system that has modes of its own, such as FAT.
      if (!Files.isReadable(copy)) {
        throw new IOException("the mode could not be kept: " + e.getMessage(), e);
      }
    }
  }
}
