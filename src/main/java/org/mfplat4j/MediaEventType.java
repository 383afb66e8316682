package org.mfplat4j;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What kind of event a {@link MediaEvent} is, {@code MediaEventType}: a number, since components
 * define their own beside Microsoft's, of which the constants here are those that event queues are
 * mostly used with.
 *
 * <p>Immutable and safe for use by any thread.
 *
 * @param code the number
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/medfound/media-foundation-events">Microsoft:
 *     Media Foundation Events</a>
 */
public record MediaEventType(int code) {
  /** Of no kind. {@code MEUnknown}. */
  public static final MediaEventType UNKNOWN = new MediaEventType(0);

  /** A serious error. {@code MEError}. */
  public static final MediaEventType ERROR = new MediaEventType(1);

  /** A kind of one's own, told by {@link MediaEvent#extendedType}. {@code MEExtendedType}. */
  public static final MediaEventType EXTENDED_TYPE = new MediaEventType(2);

  /** An error after which work goes on. {@code MENonFatalError}. */
  public static final MediaEventType NON_FATAL_ERROR = new MediaEventType(3);

  /** A media source has started. {@code MESourceStarted}. */
  public static final MediaEventType SOURCE_STARTED = new MediaEventType(201);

  /** A stream has started. {@code MEStreamStarted}. */
  public static final MediaEventType STREAM_STARTED = new MediaEventType(202);

  /** A media source has a new stream. {@code MENewStream}. */
  public static final MediaEventType NEW_STREAM = new MediaEventType(205);

  /** A media source has stopped. {@code MESourceStopped}. */
  public static final MediaEventType SOURCE_STOPPED = new MediaEventType(207);

  /** A stream has stopped. {@code MEStreamStopped}. */
  public static final MediaEventType STREAM_STOPPED = new MediaEventType(208);

  /** A media source has delivered its last stream to the end. {@code MEEndOfPresentation}. */
  public static final MediaEventType END_OF_PRESENTATION = new MediaEventType(211);

  /** A stream has delivered its last sample. {@code MEEndOfStream}. */
  public static final MediaEventType END_OF_STREAM = new MediaEventType(212);

  /** A stream delivers a sample, which is the value. {@code MEMediaSample}. */
  public static final MediaEventType MEDIA_SAMPLE = new MediaEventType(213);

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "MEUnknown"),
          Map.entry(1, "MEError"),
          Map.entry(2, "MEExtendedType"),
          Map.entry(3, "MENonFatalError"),
          Map.entry(201, "MESourceStarted"),
          Map.entry(202, "MEStreamStarted"),
          Map.entry(205, "MENewStream"),
          Map.entry(207, "MESourceStopped"),
          Map.entry(208, "MEStreamStopped"),
          Map.entry(211, "MEEndOfPresentation"),
          Map.entry(212, "MEEndOfStream"),
          Map.entry(213, "MEMediaSample"));

  /** Microsoft's name, as in {@code MEEndOfStream}; for other types the number. */
  @Override
  public String toString() {
    @Nullable String name = NAMES.get(code);
    return name == null ? Integer.toUnsignedString(code) : name;
  }
}
