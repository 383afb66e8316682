package org.mfplat4j.internal.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.HResult;
import org.mfplat4j.MediaEvent;
import org.mfplat4j.MediaEventType;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.operation.NativeComObject;

/** The way of a {@link MediaEvent} to a native event and back. */
final class NativeMediaEvent {
  // VARTYPEs.
  private static final int EMPTY = 0;
  private static final int I4 = 3;
  private static final int R8 = 5;
  private static final int BOOL = 11;
  private static final int UNKNOWN = 13;
  private static final int UI4 = 19;
  private static final int I8 = 20;
  private static final int UI8 = 21;
  private static final int LPWSTR = 31;
  private static final int CLSID = 72;
  private static final int BYTES = 0x1011;

  private static final byte[] NO_CONTENT = {};

  private NativeMediaEvent() {}

  /** Puts an event in a native queue; an HRESULT. */
  static int queue(long queue, MediaEvent event) {
    Object value = event.value().orElse(null);
    if (value == null) {
      return queue(queue, event, EMPTY, 0, 0, NO_CONTENT);
    } else if (value instanceof Integer number) {
      return queue(queue, event, I4, 0, number, NO_CONTENT);
    } else if (value instanceof Long number) {
      return queue(queue, event, I8, 0, number, NO_CONTENT);
    } else if (value instanceof Double number) {
      return queue(queue, event, R8, 0, Double.doubleToRawLongBits(number), NO_CONTENT);
    } else if (value instanceof Boolean truth) {
      return queue(queue, event, BOOL, 0, truth ? -1 : 0, NO_CONTENT);
    } else if (value instanceof String string) {
      return queue(queue, event, LPWSTR, 0, 0, terminated(string));
    } else if (value instanceof UUID uuid) {
      return queue(
          queue,
          event,
          CLSID,
          uuid.getMostSignificantBits(),
          uuid.getLeastSignificantBits(),
          NO_CONTENT);
    } else if (value instanceof byte[] bytes) {
      return queue(queue, event, BYTES, 0, 0, bytes);
    }
    // The event holds the object from now on, and so keeps a Java object reachable.
    long object =
        value instanceof NativeComObject com
            ? com.reference()
            : JavaObjects.all().expose(value, Natives::createJavaObject);
    try {
      return queue(queue, event, UNKNOWN, 0, object, NO_CONTENT);
    } finally {
      Natives.release(object);
    }
  }

  private static int queue(
      long queue, MediaEvent event, int valueType, long high, long low, byte[] content) {
    return Natives.queueEvent(
        queue,
        event.type().code(),
        event.extendedType().getMostSignificantBits(),
        event.extendedType().getLeastSignificantBits(),
        event.status().code(),
        valueType,
        high,
        low,
        content,
        content.length);
  }

  // Not by charsets, which would replace what is not well-formed.

  private static byte[] terminated(String string) {
    byte[] bytes = new byte[(string.length() + 1) * Character.BYTES];
    characters(bytes).put(string);
    return bytes;
  }

  private static CharBuffer characters(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer();
  }

  /** What a native event says; releases it. */
  static MediaEvent read(long address) throws IOException {
    try {
      long[] fields = new long[8];
      Failures.check(Natives.readEvent(address, fields), "IMFMediaEvent", "");
      return new MediaEvent(
          new MediaEventType((int) fields[0]),
          new UUID(fields[1], fields[2]),
          new HResult((int) fields[3]),
          value(address, (int) fields[4], fields[5], fields[6], (int) fields[7]));
    } finally {
      Natives.release(address);
    }
  }

  private static @Nullable Object value(long event, int type, long high, long low, int size)
      throws IOException {
    return switch (type) {
      case I4, UI4 -> (int) low;
      case I8, UI8 -> low;
      case R8 -> Double.longBitsToDouble(low);
      case BOOL -> low != 0;
      case CLSID -> new UUID(high, low);
      case UNKNOWN -> object(high, low);
      case LPWSTR -> characters(content(event, size)).toString();
      case BYTES -> content(event, size);
      default -> null;
    };
  }

  /** A Java object by its id, which the event keeps valid, or another object with a reference. */
  private static @Nullable Object object(long address, long id) {
    return address == 0 ? JavaObjects.all().get(id) : NativeComObject.owning(address);
  }

  private static byte[] content(long event, int size) throws IOException {
    byte[] content = new byte[size];
    Failures.check(Natives.readEventContent(event, content, size), "IMFMediaEvent::GetValue", "");
    return content;
  }
}
