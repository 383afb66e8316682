package org.mfplat4j.media;

import java.util.OptionalInt;
import java.util.UUID;

/** How the rows of uncompressed pictures lie in memory. */
final class PictureLayout {
  private PictureLayout() {}

  /** Bytes of one row of the first plane; empty where there are no rows, or of unknown length. */
  static OptionalInt rowLength(MediaType type) {
    int bytes = bytesOfPixel(type);
    OptionalInt width = type.width();
    if (bytes == 0 || width.isEmpty() || width.getAsInt() < 0) {
      return OptionalInt.empty();
    }
    long length = (long) width.getAsInt() * bytes;
    return length > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) length);
  }

  /**
   * The stride of a picture in a buffer of this size: as the type says, or longer where the buffer
   * has as many bytes as so many longer rows have.
   */
  static OptionalInt stride(MediaType type, int size) {
    OptionalInt named = type.stride();
    OptionalInt height = type.height();
    if (named.isEmpty() || height.isEmpty() || height.getAsInt() <= 0) {
      return named;
    }
    // In rows of the first plane: the others of 4:2:0 have half as many bytes.
    long rows =
        isPlanar(type) ? height.getAsInt() + (height.getAsInt() + 1L) / 2 : height.getAsInt();
    long length = size / rows;
    if (size % rows != 0 || length <= Math.abs((long) named.getAsInt())) {
      return named;
    }
    return OptionalInt.of((int) (named.getAsInt() < 0 ? -length : length));
  }

  private static boolean isPlanar(MediaType type) {
    UUID format = type.subtype().orElse(MediaFormat.RGB32);
    return format.equals(MediaFormat.NV12)
        || format.equals(MediaFormat.P010)
        || format.equals(MediaFormat.I420)
        || format.equals(MediaFormat.IYUV)
        || format.equals(MediaFormat.YV12);
  }

  /** Bytes of a pixel in the first plane; 0 for formats without rows. */
  private static int bytesOfPixel(MediaType type) {
    UUID format = type.subtype().orElse(null);
    if (format == null) {
      return 0;
    }
    if (format.equals(MediaFormat.RGB32) || format.equals(MediaFormat.ARGB32)) {
      return 4;
    }
    if (format.equals(MediaFormat.RGB24)) {
      return 3;
    }
    if (format.equals(MediaFormat.YUY2)
        || format.equals(MediaFormat.UYVY)
        || format.equals(MediaFormat.P010)) {
      return 2;
    }
    return isPlanar(type) ? 1 : 0;
  }
}
