package org.mfplat4j.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the size of a block: {@code 4096}, {@code 64K}, {@code 1M}, {@code 1MiB}, {@code 1G}. */
final class BlockSize implements ITypeConverter<Integer> {
  /** What fits a buffer comfortably; Media Foundation's own limit is 4 GiB less a byte. */
  static final int MAX = 1 << 30;

  // No KB, MB, GB: to some they mean powers of ten. Ten digits cannot overflow a long with any
  // unit.
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,10})(?:|B|([KMG])(?:iB)?)", Pattern.CASE_INSENSITIVE);

  @Override
  public Integer convert(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a size such as 4096, 64K, 1M, 1MiB or 1G");
    }
    long size = Long.parseLong(matcher.group(1)) * unit(matcher.group(2));
    if (size < 1 || size > MAX) {
      throw new TypeConversionException("'" + text + "' is not between 1 byte and 1G");
    }
    return (int) size;
  }

  private static long unit(@Nullable String letter) {
    if (letter == null) {
      return 1;
    }
    return switch (letter.toUpperCase(Locale.ROOT)) {
      case "K" -> 1 << 10;
      case "M" -> 1 << 20;
      default -> 1 << 30;
    };
  }
}
