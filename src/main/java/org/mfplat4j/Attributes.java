package org.mfplat4j;

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
import org.mfplat4j.internal.Failures;
import org.mfplat4j.internal.HResultTable;
import org.mfplat4j.internal.NativeHandle;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.WideString;

/**
 * What an object says of itself, {@code IMFAttributes}: values of seven types, each under a GUID.
 *
 * <p>A file's stream has {@link #ORIGIN_NAME} and {@link #LAST_MODIFIED_TIME} from the beginning, a
 * temporary file's the first of them. Whatever is set here stays with the stream and does not reach
 * the file.
 *
 * <p><b>Lifetime.</b> A view, with nothing to close: it lives as long as the stream that gave it.
 *
 * <p><b>Threading.</b> Any thread may call any method. Nothing here blocks.
 *
 * <p><b>Errors.</b> A getter gives nothing where there is no such attribute ({@code
 * MF_E_ATTRIBUTENOTFOUND}), and throws a {@link ClassCastException} where it is of another type
 * ({@code MF_E_INVALIDTYPE}). All methods throw a {@link java.nio.channels.ClosedChannelException}
 * once the stream is closed, and a {@link MediaFoundationException} for codes that Java has no
 * exception for.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfattributes">Microsoft:
 *     IMFAttributes</a>
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/byte-stream-attributes">Microsoft:
 *     Byte stream attributes</a>
 */
public final class Attributes {
  /** {@code MF_BYTESTREAM_ORIGIN_NAME}, a string: what was opened, as it was named then. */
  public static final UUID ORIGIN_NAME = UUID.fromString("fc358288-3cb6-460c-a424-b6681260375a");

  /** {@code MF_BYTESTREAM_CONTENT_TYPE}, a string: the MIME type, once somebody has set it. */
  public static final UUID CONTENT_TYPE = UUID.fromString("fc358289-3cb6-460c-a424-b6681260375a");

  /** {@code MF_BYTESTREAM_DURATION}, a UINT64: how long the content plays, in units of 100 ns. */
  public static final UUID DURATION = UUID.fromString("fc35828a-3cb6-460c-a424-b6681260375a");

  /** {@code MF_BYTESTREAM_LAST_MODIFIED_TIME}, a blob of eight bytes: a {@code FILETIME}. */
  public static final UUID LAST_MODIFIED_TIME =
      UUID.fromString("fc35828b-3cb6-460c-a424-b6681260375a");

  private static final long UNITS_PER_SECOND = 10_000_000;
  private static final int NANOS_PER_UNIT = 100;
  // From 1601, where FILETIME begins, to 1970.
  private static final long SECONDS_BEFORE_1970 = 11_644_473_600L;
  private static final int FIRST_CAPACITY = 128;

  private final NativeHandle handle;
  private final String subject;

  /** The attributes of a COM object; {@code subject} is what messages call it. */
  Attributes(NativeHandle handle, String subject) {
    this.handle = handle;
    this.subject = subject;
  }

  /**
   * What was opened, as the platform was told: its full path for a temporary file; on Linux a
   * relative path is still relative, unless {@code user.dir} leads elsewhere. On Linux a byte of
   * the name that is no part of valid UTF-8 is a lone surrogate, U+DC80 to U+DCFF.
   *
   * @return {@link #ORIGIN_NAME}
   * @throws IOException see {@link Attributes}
   */
  public Optional<String> originName() throws IOException {
    return getString(ORIGIN_NAME);
  }

  /**
   * The MIME type, such as {@code video/mp4}. Nobody sets it by himself; Media Foundation finds a
   * handler for the stream by it.
   *
   * @return {@link #CONTENT_TYPE}
   * @throws IOException see {@link Attributes}
   */
  public Optional<String> contentType() throws IOException {
    return getString(CONTENT_TYPE);
  }

  /**
   * Sets the MIME type.
   *
   * @param contentType {@link #CONTENT_TYPE}
   * @throws IOException see {@link Attributes}
   */
  public void contentType(String contentType) throws IOException {
    setString(CONTENT_TYPE, contentType);
  }

  /**
   * When the file was modified before it was opened.
   *
   * @return {@link #LAST_MODIFIED_TIME}
   * @throws ClassCastException if the attribute is not a {@code FILETIME}
   * @throws IOException see {@link Attributes}
   */
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

  /**
   * How long the content plays, once somebody has set it.
   *
   * @return {@link #DURATION}
   * @throws IOException see {@link Attributes}
   */
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

  /**
   * Sets how long the content plays.
   *
   * @param duration {@link #DURATION}; what is less than 100 ns is cut off
   * @throws IllegalArgumentException if the duration is longer than 29,000 years
   * @throws IOException see {@link Attributes}
   */
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

  /**
   * How many attributes there are, {@code GetCount}.
   *
   * @return the count
   * @throws IOException see {@link Attributes}
   */
  public int count() throws IOException {
    int[] count = new int[1];
    check(call("GetCount", object -> Natives.attributeCount(object, count)), "GetCount");
    return count[0];
  }

  /**
   * The keys of all attributes, {@code GetItemByIndex}, in no particular order.
   *
   * @return the keys at one moment, if nobody deletes any meanwhile
   * @throws IOException see {@link Attributes}
   */
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

  /**
   * Of what type an attribute is, {@code GetItemType}.
   *
   * @param key the attribute's
   * @return its type; empty if there is none
   * @throws UnsupportedOperationException if it is of a type that this library does not know
   * @throws IOException see {@link Attributes}
   */
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

  /**
   * {@code GetUINT32}.
   *
   * @param key the attribute's
   * @return its 32 bits, unsigned by Media Foundation's understanding
   * @throws IOException see {@link Attributes}
   */
  public OptionalInt getInt(UUID key) throws IOException {
    int[] value = new int[1];
    return find(
            "GetUINT32",
            key,
            (object, most, least) -> Natives.getUint32(object, most, least, value))
        ? OptionalInt.of(value[0])
        : OptionalInt.empty();
  }

  /**
   * {@code GetUINT64}.
   *
   * @param key the attribute's
   * @return its 64 bits, unsigned by Media Foundation's understanding
   * @throws IOException see {@link Attributes}
   */
  public OptionalLong getLong(UUID key) throws IOException {
    long[] value = new long[1];
    return find(
            "GetUINT64",
            key,
            (object, most, least) -> Natives.getUint64(object, most, least, value))
        ? OptionalLong.of(value[0])
        : OptionalLong.empty();
  }

  /**
   * {@code GetDouble}.
   *
   * @param key the attribute's
   * @return its value
   * @throws IOException see {@link Attributes}
   */
  public OptionalDouble getDouble(UUID key) throws IOException {
    double[] value = new double[1];
    return find(
            "GetDouble",
            key,
            (object, most, least) -> Natives.getDouble(object, most, least, value))
        ? OptionalDouble.of(value[0])
        : OptionalDouble.empty();
  }

  /**
   * {@code GetGUID}.
   *
   * @param key the attribute's
   * @return its value
   * @throws IOException see {@link Attributes}
   */
  public Optional<UUID> getUuid(UUID key) throws IOException {
    long[] value = new long[2];
    return find(
            "GetGUID", key, (object, most, least) -> Natives.getGuid(object, most, least, value))
        ? Optional.of(new UUID(value[0], value[1]))
        : Optional.empty();
  }

  /**
   * {@code GetString}.
   *
   * @param key the attribute's
   * @return its value
   * @throws IOException see {@link Attributes}
   */
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

  /**
   * {@code GetBlob}.
   *
   * @param key the attribute's
   * @return its bytes, a copy
   * @throws IOException see {@link Attributes}
   */
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

  /**
   * {@code SetUINT32}. This and the other setters replace whatever the attribute was, and make one
   * that was not there.
   *
   * @param key the attribute's
   * @param value its 32 bits, unsigned by Media Foundation's understanding
   * @throws IOException see {@link Attributes}
   */
  public void setInt(UUID key, int value) throws IOException {
    set("SetUINT32", key, (object, most, least) -> Natives.setUint32(object, most, least, value));
  }

  /**
   * {@code SetUINT64}.
   *
   * @param key the attribute's
   * @param value its 64 bits, unsigned by Media Foundation's understanding
   * @throws IOException see {@link Attributes}
   */
  public void setLong(UUID key, long value) throws IOException {
    set("SetUINT64", key, (object, most, least) -> Natives.setUint64(object, most, least, value));
  }

  /**
   * {@code SetDouble}.
   *
   * @param key the attribute's
   * @param value its value
   * @throws IOException see {@link Attributes}
   */
  public void setDouble(UUID key, double value) throws IOException {
    set("SetDouble", key, (object, most, least) -> Natives.setDouble(object, most, least, value));
  }

  /**
   * {@code SetGUID}.
   *
   * @param key the attribute's
   * @param value its value
   * @throws IOException see {@link Attributes}
   */
  public void setUuid(UUID key, UUID value) throws IOException {
    long valueMost = value.getMostSignificantBits();
    long valueLeast = value.getLeastSignificantBits();
    set(
        "SetGUID",
        key,
        (object, most, least) -> Natives.setGuid(object, most, least, valueMost, valueLeast));
  }

  /**
   * {@code SetString}.
   *
   * @param key the attribute's
   * @param value its value
   * @throws IllegalArgumentException if the value has a character of zero, which would end it
   * @throws IOException see {@link Attributes}
   */
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

  /**
   * {@code SetBlob}.
   *
   * @param key the attribute's
   * @param value its bytes, of which a copy is kept
   * @throws IOException see {@link Attributes}
   */
  public void setBlob(UUID key, byte[] value) throws IOException {
    Objects.requireNonNull(value, "value");
    set(
        "SetBlob",
        key,
        (object, most, least) -> Natives.setBlob(object, most, least, value, value.length));
  }

  /**
   * Deletes an attribute, {@code DeleteItem}; nothing happens if there is none.
   *
   * @param key the attribute's
   * @throws IOException see {@link Attributes}
   */
  public void delete(UUID key) throws IOException {
    find("DeleteItem", key, Natives::deleteAttribute);
  }

  /**
   * Deletes all attributes, {@code DeleteAllItems}.
   *
   * @throws IOException see {@link Attributes}
   */
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
