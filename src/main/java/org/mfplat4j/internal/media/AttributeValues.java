package org.mfplat4j.internal.media;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.text.WideString;

/** The attributes of a COM object as Java values, and back. The caller holds the object. */
final class AttributeValues {
  // MF_ATTRIBUTE_TYPE.
  private static final int UINT32 = 19;
  private static final int UINT64 = 21;
  private static final int DOUBLE = 5;
  private static final int GUID = 72;
  private static final int STRING = 31;
  private static final int BLOB = 0x1011;

  private static final int FIRST_CAPACITY = 128;

  private AttributeValues() {}

  /** All that have a value in Java, at one moment if no other thread changes them meanwhile. */
  static Map<UUID, Object> read(long object, String subject) throws IOException {
    Map<UUID, Object> values = new HashMap<>();
    long[] key = new long[2];
    for (int index = 0; ; index++) {
      int hr = Natives.attributeKey(object, index, key);
      if (hr == HResultTable.E_INVALIDARG) {
        // Beyond the last.
        return values;
      }
      Failures.check(hr, "GetItemByIndex", subject);
      Object value = read(object, key[0], key[1], subject);
      if (value != null) {
        values.put(new UUID(key[0], key[1]), value);
      }
    }
  }

  private static @Nullable Object read(long object, long most, long least, String subject)
      throws IOException {
    int[] type = new int[1];
    if (!isThere(Natives.attributeType(object, most, least, type), "GetItemType", subject)) {
      return null;
    }
    switch (type[0]) {
      case UINT32 -> {
        int[] value = new int[1];
        return isThere(Natives.getUint32(object, most, least, value), "GetUINT32", subject)
            ? value[0]
            : null;
      }
      case UINT64 -> {
        long[] value = new long[1];
        return isThere(Natives.getUint64(object, most, least, value), "GetUINT64", subject)
            ? value[0]
            : null;
      }
      case DOUBLE -> {
        double[] value = new double[1];
        return isThere(Natives.getDouble(object, most, least, value), "GetDouble", subject)
            ? value[0]
            : null;
      }
      case GUID -> {
        long[] value = new long[2];
        return isThere(Natives.getGuid(object, most, least, value), "GetGUID", subject)
            ? new UUID(value[0], value[1])
            : null;
      }
      case STRING -> {
        return readString(object, most, least, subject);
      }
      case BLOB -> {
        return readBlob(object, most, least, subject);
      }
      default -> {
        return null;
      }
    }
  }

  private static @Nullable String readString(long object, long most, long least, String subject)
      throws IOException {
    int[] length = {FIRST_CAPACITY};
    while (true) {
      char[] value = new char[length[0]];
      int hr = Natives.getString(object, most, least, value, value.length, length);
      if (!isThere(hr, "GetString", subject)) {
        return null;
      }
      // Longer than the room for it: once more, unless another thread makes it longer still.
      if (length[0] <= value.length) {
        return new String(value, 0, length[0]);
      }
    }
  }

  private static byte @Nullable [] readBlob(long object, long most, long least, String subject)
      throws IOException {
    int[] length = {FIRST_CAPACITY};
    while (true) {
      byte[] value = new byte[length[0]];
      int hr = Natives.getBlob(object, most, least, value, value.length, length);
      if (!isThere(hr, "GetBlob", subject)) {
        return null;
      }
      if (length[0] <= value.length) {
        return Arrays.copyOf(value, length[0]);
      }
    }
  }

  /** False where another thread has deleted or changed the attribute meanwhile. */
  private static boolean isThere(int hr, String operation, String subject) throws IOException {
    if (hr == HResultTable.MF_E_ATTRIBUTENOTFOUND || hr == HResultTable.MF_E_INVALIDTYPE) {
      return false;
    }
    Failures.check(hr, operation, subject);
    return true;
  }

  static void write(long object, Map<UUID, Object> values, String subject) throws IOException {
    for (Map.Entry<UUID, Object> entry : values.entrySet()) {
      long most = entry.getKey().getMostSignificantBits();
      long least = entry.getKey().getLeastSignificantBits();
      Failures.check(write(object, most, least, entry.getValue()), "SetItem", subject);
    }
  }

  private static int write(long object, long most, long least, Object value) {
    if (value instanceof Integer number) {
      return Natives.setUint32(object, most, least, number);
    } else if (value instanceof Long number) {
      return Natives.setUint64(object, most, least, number);
    } else if (value instanceof Double number) {
      return Natives.setDouble(object, most, least, number);
    } else if (value instanceof UUID uuid) {
      return Natives.setGuid(
          object, most, least, uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    } else if (value instanceof String string) {
      return Natives.setString(object, most, least, WideString.of(string));
    }
    byte[] bytes = (byte[]) value;
    return Natives.setBlob(object, most, least, bytes, bytes.length);
  }
}
