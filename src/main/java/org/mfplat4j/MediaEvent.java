package org.mfplat4j;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.com.ComObject;

/**
 * What an event says, {@code IMFMediaEvent}: a type, an extended type, a status and a value. A
 * snapshot: an event that comes out of a {@link MediaEventQueue} is equal to the one that went in,
 * but another object.
 *
 * <p><b>The value</b> may be any Java object. These are values for native code too, in a {@code
 * PROPVARIANT}: {@link Integer} ({@code VT_I4}), {@link Long} ({@code VT_I8}), {@link Double}
 * ({@code VT_R8}), {@link Boolean} ({@code VT_BOOL}), {@link String} ({@code VT_LPWSTR}), {@link
 * UUID} ({@code VT_CLSID}), {@code byte[]} ({@code VT_VECTOR | VT_UI1}) and {@link ComObject}
 * ({@code VT_UNKNOWN}), which stays the caller's. Any other object comes out as it went in, and is
 * for native code an opaque {@code VT_UNKNOWN}, which keeps it reachable.
 *
 * <p>Of native code's values, {@code VT_UI4} and {@code VT_UI8} come as Integer and Long with the
 * same bits, an object as a {@link ComObject} that the taker of the event closes; types that are
 * not named here come as no value. The attributes that native events may have are not shown.
 *
 * <p>Immutable, as far as the value is, and safe for use by any thread.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfmediaevent">Microsoft:
 *     IMFMediaEvent</a>
 */
public final class MediaEvent {
  /** No extended type, {@code GUID_NULL}. */
  public static final UUID NO_EXTENDED_TYPE = new UUID(0, 0);

  private final MediaEventType type;
  private final UUID extendedType;
  private final HResult status;
  private final @Nullable Object value;

  /**
   * An event.
   *
   * @param type what kind of event it is
   * @param extendedType which, for the type {@link MediaEventType#EXTENDED_TYPE}; else {@link
   *     #NO_EXTENDED_TYPE}
   * @param status how what it reports went
   * @param value what comes with it; null for nothing. Bytes are copied
   * @throws IllegalArgumentException if the value is a string with a zero character, which ends a
   *     string in native code
   */
  public MediaEvent(
      MediaEventType type, UUID extendedType, HResult status, @Nullable Object value) {
    this.type = Objects.requireNonNull(type, "type");
    this.extendedType = Objects.requireNonNull(extendedType, "extendedType");
    this.status = Objects.requireNonNull(status, "status");
    if (value instanceof String string && string.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "the string has a zero character, at index " + string.indexOf('\0'));
    }
    this.value = copy(value);
  }

  /**
   * A successful event without a value.
   *
   * @param type what kind of event it is
   * @return the event
   */
  public static MediaEvent of(MediaEventType type) {
    return of(type, null);
  }

  /**
   * A successful event.
   *
   * @param type what kind of event it is
   * @param value what comes with it; null for nothing
   * @return the event
   */
  public static MediaEvent of(MediaEventType type, @Nullable Object value) {
    return new MediaEvent(type, NO_EXTENDED_TYPE, HResult.S_OK, value);
  }

  /**
   * What kind of event this is, {@code GetType}.
   *
   * @return the type
   */
  public MediaEventType type() {
    return type;
  }

  /**
   * Which event of the type {@link MediaEventType#EXTENDED_TYPE} this is, {@code GetExtendedType}.
   *
   * @return the extended type; {@link #NO_EXTENDED_TYPE} for events of other types
   */
  public UUID extendedType() {
    return extendedType;
  }

  /**
   * How what this reports went, {@code GetStatus}.
   *
   * @return the status
   */
  public HResult status() {
    return status;
  }

  /**
   * What comes with the event, {@code GetValue}.
   *
   * @return the value, of bytes a copy; empty if there is none
   */
  public Optional<Object> value() {
    return Optional.ofNullable(copy(value));
  }

  /**
   * What comes with the event, if it is of a type.
   *
   * @param wanted the type
   * @param <T> the type
   * @return the value; empty if there is none, or one of another type
   */
  public <T> Optional<T> value(Class<T> wanted) {
    return value().filter(wanted::isInstance).map(wanted::cast);
  }

  /** Events are equal when all that they say is; bytes are compared one by one. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MediaEvent event
        && type.equals(event.type)
        && extendedType.equals(event.extendedType)
        && status.equals(event.status)
        && Objects.deepEquals(value, event.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, extendedType, status);
  }

  @Override
  public String toString() {
    String extended = extendedType.equals(NO_EXTENDED_TYPE) ? "" : " " + extendedType;
    String content = value instanceof byte[] bytes ? bytes.length + " bytes" : "" + value;
    return "MediaEvent[" + type + extended + ", " + status.name() + ", " + content + "]";
  }

  private static @Nullable Object copy(@Nullable Object value) {
    return value instanceof byte[] bytes ? bytes.clone() : value;
  }
}
