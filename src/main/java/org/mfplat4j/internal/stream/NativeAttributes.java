package org.mfplat4j.internal.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.mfplat4j.AttributeType;
import org.mfplat4j.Attributes;
import org.mfplat4j.internal.hresult.Failures;
import org.mfplat4j.internal.hresult.HResultTable;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.internal.reference.NativeHandle;
import org.mfplat4j.internal.text.WideString;

/** The attributes of a COM object, which belongs to somebody else. */
public final class NativeAttributes implements Attributes {
  private static final long UNITS_PER_SECOND = 10_000_000;

  private static final int NANOS_PER_UNIT = 100;

  // From 1601, where FILETIME begins, to 1970.
  private static final long SECONDS_BEFORE_1970 = 11_644_473_600L;

  private static final int FIRST_CAPACITY = 128;

  private final NativeHandle handle;

  private final String subject;

  /** The attributes of a COM object; {@code subject} is what messages call it. */
  public NativeAttributes(NativeHandle handle, String subject) {
    this.handle = handle;
    this.subject = subject;
  }

  @Override
  public Optional<String> originName() throws IOException {
    return getString(ORIGIN_NAME);
  }

  @Override
  public Optional<String> contentType() throws IOException {
    return getString(CONTENT_TYPE);
  }

  @Override
  public void contentType(String contentType) throws IOException {
    setString(CONTENT_TYPE, contentType);
  }

  @Override
  public Optional<FileTime> lastModifiedTime() throws IOException {
    Optional<byte[]> blob = getBlob(LAST_MODIFIED_TIME);
    if (blob.isEmpty()) {
      return Optional.empty();
    }
    if (blob.get().length != Long.BYTES) {
      throw Failures.failure(
          HResultTable.MF_E_INVALIDTYPE, "GetBlob of the last modified time", subject);
    }
    long units = ByteBuffer.wrap(blob.get()).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Instant since1601 =
        Instant.ofEpochSecond(
            Math.floorDiv(units, UNITS_PER_SECOND),
            Math.floorMod(units, UNITS_PER_SECOND) * NANOS_PER_UNIT);
    return Optional.of(FileTime.from(since1601.minusSeconds(SECONDS_BEFORE_1970)));
  }

  @Override
  public Optional<Duration> duration() throws IOException {
    OptionalLong units = getLong(DURATION);
    if (units.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofSeconds(
            Math.floorDiv(units.getAsLong(), UNITS_PER_SECOND),
            Math.floorMod(units.getAsLong(), UNITS_PER_SECOND) * NANOS_PER_UNIT));
  }

  @Override
  public void duration(Duration duration) throws IOException {
    long units;
    try {
      units =
          Math.addExact(
              Math.multiplyExact(duration.getSeconds(), UNITS_PER_SECOND),
              duration.getNano() / NANOS_PER_UNIT);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the duration is too long: " + duration, e);
    }
    setLong(DURATION, units);
  }

  @Override
  public int count() throws IOException {
    int[] count = new int[1];
    check(call("GetCount", object -> Natives.attributeCount(object, count)), "GetCount");
    return count[0];
  }

  @Override
  public List<UUID> keys() throws IOException {
    List<UUID> keys = new ArrayList<>();
    long[] key = new long[2];
    for (int i = 0; ; i++) {
      int index = i;
      int hr = call("GetItemByIndex", object -> Natives.attributeKey(object, index, key));
      if (hr == HResultTable.E_INVALIDARG) {
        // Beyond the last.
        return List.copyOf(keys);
      }
      check(hr, "GetItemByIndex");
      keys.add(new UUID(key[0], key[1]));
    }
  }

  @Override
  public Optional<AttributeType> type(UUID key) throws IOException {
    int[] value = new int[1];
    if (!find(
        "GetItemType",
        key,
        (object, most, least) -> Natives.attributeType(object, most, least, value))) {
      return Optional.empty();
    }
    for (AttributeType type : AttributeType.values()) {
      if (type.value() == value[0]) {
        return Optional.of(type);
      }
    }
    throw new UnsupportedOperationException(
        "the attribute " + key + " of \"" + subject + "\" has a type of its own: " + value[0]);
  }

  @Override
  public OptionalInt getInt(UUID key) throws IOException {
    int[] value = new int[1];
    return find(
            "GetUINT32",
            key,
            (object, most, least) -> Natives.getUint32(object, most, least, value))
        ? OptionalInt.of(value[0])
        : OptionalInt.empty();
  }

  @Override
  public OptionalLong getLong(UUID key) throws IOException {
    long[] value = new long[1];
    return find(
            "GetUINT64",
            key,
            (object, most, least) -> Natives.getUint64(object, most, least, value))
        ? OptionalLong.of(value[0])
        : OptionalLong.empty();
  }

  @Override
  public OptionalDouble getDouble(UUID key) throws IOException {
    double[] value = new double[1];
    return find(
            "GetDouble",
            key,
            (object, most, least) -> Natives.getDouble(object, most, least, value))
        ? OptionalDouble.of(value[0])
        : OptionalDouble.empty();
  }

  @Override
  public Optional<UUID> getUuid(UUID key) throws IOException {
    long[] value = new long[2];
    return find(
            "GetGUID", key, (object, most, least) -> Natives.getGuid(object, most, least, value))
        ? Optional.of(new UUID(value[0], value[1]))
        : Optional.empty();
  }

  @Override
  public Optional<String> getString(UUID key) throws IOException {
    int[] length = {FIRST_CAPACITY};
    while (true) {
      char[] value = new char[length[0]];
      boolean found =
          find(
              "GetString",
              key,
              (object, most, least) ->
                  Natives.getString(object, most, least, value, value.length, length));
      if (!found) {
        return Optional.empty();
      }
      // Longer than the room for it: once more, unless somebody makes it longer still.
      if (length[0] <= value.length) {
        return Optional.of(new String(value, 0, length[0]));
      }
    }
  }

  @Override
  public Optional<byte[]> getBlob(UUID key) throws IOException {
    int[] length = {FIRST_CAPACITY};
    while (true) {
      byte[] value = new byte[length[0]];
      boolean found =
          find(
              "GetBlob",
              key,
              (object, most, least) ->
                  Natives.getBlob(object, most, least, value, value.length, length));
      if (!found) {
        return Optional.empty();
      }
      if (length[0] <= value.length) {
        return Optional.of(Arrays.copyOf(value, length[0]));
      }
    }
  }

  @Override
  public void setInt(UUID key, int value) throws IOException {
    set("SetUINT32", key, (object, most, least) -> Natives.setUint32(object, most, least, value));
  }

  @Override
  public void setLong(UUID key, long value) throws IOException {
    set("SetUINT64", key, (object, most, least) -> Natives.setUint64(object, most, least, value));
  }

  @Override
  public void setDouble(UUID key, double value) throws IOException {
    set("SetDouble", key, (object, most, least) -> Natives.setDouble(object, most, least, value));
  }

  @Override
  public void setUuid(UUID key, UUID value) throws IOException {
    long valueMost = value.getMostSignificantBits();
    long valueLeast = value.getLeastSignificantBits();
    set(
        "SetGUID",
        key,
        (object, most, least) -> Natives.setGuid(object, most, least, valueMost, valueLeast));
  }

  @Override
  public void setString(UUID key, String value) throws IOException {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "an attribute's string ends at its first zero: " + value.replace("\0", "\\0"));
    }
    char[] terminated = WideString.of(value);
    set(
        "SetString",
        key,
        (object, most, least) -> Natives.setString(object, most, least, terminated));
  }

  @Override
  public void setBlob(UUID key, byte[] value) throws IOException {
    Objects.requireNonNull(value, "value");
    set(
        "SetBlob",
        key,
        (object, most, least) -> Natives.setBlob(object, most, least, value, value.length));
  }

  @Override
  public void delete(UUID key) throws IOException {
    find("DeleteItem", key, Natives::deleteAttribute);
  }

  @Override
  public void deleteAll() throws IOException {
    check(call("DeleteAllItems", Natives::deleteAllAttributes), "DeleteAllItems");
  }

  @Override
  public String toString() {
    return "Attributes[" + subject + (handle.isClosed() ? ", closed]" : "]");
  }

  @FunctionalInterface
  private interface NativeCall {
    int call(long object);
  }

  @FunctionalInterface
  private interface NativeCallOnKey {
    int call(long object, long most, long least);
  }

  /** False for MF_E_ATTRIBUTENOTFOUND. */
  private boolean find(String operation, UUID key, NativeCallOnKey method) throws IOException {
    int hr = callOnKey(operation, key, method);
    if (hr == HResultTable.MF_E_ATTRIBUTENOTFOUND) {
      return false;
    }
    check(hr, operation + " of " + key);
    return true;
  }

  private void set(String operation, UUID key, NativeCallOnKey method) throws IOException {
    check(callOnKey(operation, key, method), operation + " of " + key);
  }

  private int callOnKey(String operation, UUID key, NativeCallOnKey method) throws IOException {
    long most = key.getMostSignificantBits();
    long least = key.getLeastSignificantBits();
    return call(operation, object -> method.call(object, most, least));
  }

  private int call(String operation, NativeCall method) throws IOException {
    if (!handle.acquire()) {
      throw Failures.closed(operation, subject);
    }
    try {
      return method.call(handle.value());
    } finally {
      handle.release();
    }
  }

  private void check(int hr, String operation) throws IOException {
    Failures.check(hr, operation, subject);
  }
}
