package org.mfplat4j.internal.media;

import java.io.IOException;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.media.MediaType;

/** The way of a {@link MediaType} to an IMFMediaType and back. */
final class NativeMediaType {
  private static final String SUBJECT = "the media type";

  private NativeMediaType() {}

  /** A new IMFMediaType, whose reference is the caller's. */
  static long create(MediaType type) throws IOException {
    long[] created = new long[1];
    Failures.check(Natives.createMediaType(created), "MFCreateMediaType", SUBJECT);
    try {
      AttributeValues.write(created[0], type.attributes(), SUBJECT);
    } catch (Throwable e) {
      Natives.release(created[0]);
      throw e;
    }
    return created[0];
  }

  /** What an IMFMediaType says; releases it. */
  static MediaType take(long address) throws IOException {
    try {
      return MediaType.of(AttributeValues.read(address, SUBJECT));
    } finally {
      Natives.release(address);
    }
  }
}
