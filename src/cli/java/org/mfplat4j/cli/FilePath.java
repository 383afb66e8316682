package org.mfplat4j.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a path; picocli's own way complains in terms of classes. */
final class FilePath implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    try {
      return RawText.path(text);
    } catch (InvalidPathException e) {
      String hint = text.matches(".*[*?].*") ? "; wildcards are not expanded here" : "";
      throw new TypeConversionException("'" + text + "' is not a path: " + e.getReason() + hint);
    }
  }
}
