package org.mfplat4j.media;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the samples of a stream are, {@code IMFMediaType}: a major type, a subtype, and attributes,
 * each under a GUID.
 *
 * <p>An attribute is an {@link Integer} ({@code UINT32}), a {@link Long} ({@code UINT64}), a {@link
 * Double}, a {@link UUID}, a {@link String} or a {@code byte[]}; numbers have the bits that Media
 * Foundation takes for unsigned. Attributes of other types are not shown.
 *
 * <p>Immutable and safe for use by any thread. What a method gets or gives is a copy.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/medfound/media-types">Microsoft: Media
 *     types</a>
 */
public final class MediaType {
  private static final int PROGRESSIVE = 2;
  private static final int BITS_OF_RGB32 = 32;

  // Never changed once the constructor has returned; arrays are copied on their way in and out.
  private final Map<UUID, Object> attributes;

  private MediaType(Map<UUID, Object> attributes) {
    this.attributes = attributes;
  }

  /**
   * A type that says nothing but what kind it is. As a request it leaves the rest to the platform.
   *
   * @param majorType {@link MediaFormat#AUDIO}, {@link MediaFormat#VIDEO} or another
   * @param subtype the format, such as {@link MediaFormat#PCM}
   * @return the type
   */
  public static MediaType of(UUID majorType, UUID subtype) {
    return of(Map.of(MediaAttribute.MAJOR_TYPE, majorType, MediaAttribute.SUBTYPE, subtype));
  }

  /**
   * A type by its attributes, {@link MediaAttribute#MAJOR_TYPE} and {@link MediaAttribute#SUBTYPE}
   * among them, if it has these.
   *
   * @param attributes the attributes, by their keys
   * @return the type
   * @throws IllegalArgumentException if a value is of a type that attributes cannot have, or a
   *     string with a zero character
   */
  public static MediaType of(Map<UUID, ?> attributes) {
    Map<UUID, Object> copies = new HashMap<>();
    attributes.forEach((key, value) -> copies.put(key, checked(key, value)));
    return new MediaType(copies);
  }

  /**
   * Sound of whole numbers.
   *
   * @param samplesPerSecond samples of one channel in a second, more than 0
   * @param channels how many channels, more than 0
   * @param bitsPerSample 8, 16, 24 or 32
   * @return the type
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static MediaType pcm(int samplesPerSecond, int channels, int bitsPerSample) {
    if (bitsPerSample % Byte.SIZE != 0 || bitsPerSample < Byte.SIZE || bitsPerSample > 32) {
      throw new IllegalArgumentException("not 8, 16, 24 or 32 bits: " + bitsPerSample);
    }
    return sound(MediaFormat.PCM, samplesPerSecond, channels, bitsPerSample);
  }

  /**
   * Sound of floating point numbers of 32 bits.
   *
   * @param samplesPerSecond samples of one channel in a second, more than 0
   * @param channels how many channels, more than 0
   * @return the type
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static MediaType floatPcm(int samplesPerSecond, int channels) {
    return sound(MediaFormat.FLOAT, samplesPerSecond, channels, Float.SIZE);
  }

  /**
   * Pictures with a plane of brightness and one of colours.
   *
   * @param width in pixels, more than 0
   * @param height in pixels, more than 0
   * @param pictures how many pictures there are in {@code seconds}
   * @param seconds in how many seconds
   * @return the type
   * @throws IllegalArgumentException if a number is not positive
   */
  public static MediaType nv12(int width, int height, int pictures, int seconds) {
    return pictures(MediaFormat.NV12, width, height, pictures, seconds)
        .with(MediaAttribute.ALL_SAMPLES_INDEPENDENT, 1)
        .with(MediaAttribute.DEFAULT_STRIDE, width);
  }

  /**
   * Pictures of four bytes for each pixel, the first row first.
   *
   * @param width in pixels, more than 0
   * @param height in pixels, more than 0
   * @param pictures how many pictures there are in {@code seconds}
   * @param seconds in how many seconds
   * @return the type
   * @throws IllegalArgumentException if a number is not positive, or the rows are too long
   */
  public static MediaType rgb32(int width, int height, int pictures, int seconds) {
    return pictures(MediaFormat.RGB32, width, height, pictures, seconds)
        .with(MediaAttribute.ALL_SAMPLES_INDEPENDENT, 1)
        .with(MediaAttribute.DEFAULT_STRIDE, product(width, BITS_OF_RGB32 / Byte.SIZE));
  }

  /**
   * H.264, compressed.
   *
   * @param width in pixels, more than 0
   * @param height in pixels, more than 0
   * @param pictures how many pictures there are in {@code seconds}
   * @param seconds in how many seconds
   * @return the type
   * @throws IllegalArgumentException if a number is not positive
   */
  public static MediaType h264(int width, int height, int pictures, int seconds) {
    return pictures(MediaFormat.H264, width, height, pictures, seconds);
  }

  private static MediaType sound(UUID subtype, int samplesPerSecond, int channels, int bits) {
    requirePositive(samplesPerSecond, "samples in a second");
    requirePositive(channels, "channels");
    int alignment = product(channels, bits / Byte.SIZE);
    return of(MediaFormat.AUDIO, subtype)
        .with(MediaAttribute.AUDIO_SAMPLES_PER_SECOND, samplesPerSecond)
        .with(MediaAttribute.AUDIO_NUM_CHANNELS, channels)
        .with(MediaAttribute.AUDIO_BITS_PER_SAMPLE, bits)
        .with(MediaAttribute.AUDIO_BLOCK_ALIGNMENT, alignment)
        .with(MediaAttribute.AUDIO_AVG_BYTES_PER_SECOND, product(samplesPerSecond, alignment))
        .with(MediaAttribute.ALL_SAMPLES_INDEPENDENT, 1);
  }

  private static MediaType pictures(
      UUID subtype, int width, int height, int pictures, int seconds) {
    requirePositive(width, "pixels in a row");
    requirePositive(height, "rows");
    requirePositive(pictures, "pictures");
    requirePositive(seconds, "seconds");
    return of(MediaFormat.VIDEO, subtype)
        .with(MediaAttribute.FRAME_SIZE, pair(width, height))
        .with(MediaAttribute.FRAME_RATE, pair(pictures, seconds))
        .with(MediaAttribute.PIXEL_ASPECT_RATIO, pair(1, 1))
        .with(MediaAttribute.INTERLACE_MODE, PROGRESSIVE);
  }

  /**
   * The same type with one more attribute, or another value for it.
   *
   * @param key the attribute's
   * @param value its value, of one of the types above
   * @return the type
   * @throws IllegalArgumentException if the value is of another type, or a string with a zero
   *     character
   */
  public MediaType with(UUID key, Object value) {
    Map<UUID, Object> changed = new HashMap<>(attributes);
    changed.put(Objects.requireNonNull(key, "key"), checked(key, value));
    return new MediaType(changed);
  }

  /**
   * The same type without an attribute.
   *
   * @param key the attribute's
   * @return the type
   */
  public MediaType without(UUID key) {
    Map<UUID, Object> changed = new HashMap<>(attributes);
    changed.remove(key);
    return new MediaType(changed);
  }

  /**
   * All attributes.
   *
   * @return a copy, which cannot be changed
   */
  public Map<UUID, Object> attributes() {
    return attributes.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> copied(entry.getValue())));
  }

  /**
   * One attribute.
   *
   * @param key the attribute's
   * @param wanted the type of its value
   * @param <T> the type of its value
   * @return the value; empty if there is no such attribute, or one of another type
   */
  public <T> Optional<T> get(UUID key, Class<T> wanted) {
    Object value = attributes.get(key);
    return value == null
        ? Optional.empty()
        : Optional.of(copied(value)).filter(wanted::isInstance).map(wanted::cast);
  }

  /**
   * The major type, {@code MF_MT_MAJOR_TYPE}.
   *
   * @return {@link MediaFormat#AUDIO}, {@link MediaFormat#VIDEO} or another; empty if the type does
   *     not say
   */
  public Optional<UUID> majorType() {
    return get(MediaAttribute.MAJOR_TYPE, UUID.class);
  }

  /**
   * The format, {@code MF_MT_SUBTYPE}.
   *
   * @return the subtype, such as {@link MediaFormat#NV12}; empty if the type does not say
   */
  public Optional<UUID> subtype() {
    return get(MediaAttribute.SUBTYPE, UUID.class);
  }

  /**
   * Whether this is sound.
   *
   * @return true for the major type {@link MediaFormat#AUDIO}
   */
  public boolean isAudio() {
    return majorType().filter(MediaFormat.AUDIO::equals).isPresent();
  }

  /**
   * Whether this is pictures.
   *
   * @return true for the major type {@link MediaFormat#VIDEO}
   */
  public boolean isVideo() {
    return majorType().filter(MediaFormat.VIDEO::equals).isPresent();
  }

  /**
   * Samples of one channel in a second.
   *
   * @return {@link MediaAttribute#AUDIO_SAMPLES_PER_SECOND}; empty if the type does not say
   */
  public OptionalInt samplesPerSecond() {
    return number(MediaAttribute.AUDIO_SAMPLES_PER_SECOND);
  }

  /**
   * How many channels of sound there are.
   *
   * @return {@link MediaAttribute#AUDIO_NUM_CHANNELS}; empty if the type does not say
   */
  public OptionalInt channels() {
    return number(MediaAttribute.AUDIO_NUM_CHANNELS);
  }

  /**
   * Bits of one sample of one channel.
   *
   * @return {@link MediaAttribute#AUDIO_BITS_PER_SAMPLE}; empty if the type does not say
   */
  public OptionalInt bitsPerSample() {
    return number(MediaAttribute.AUDIO_BITS_PER_SAMPLE);
  }

  /**
   * Bytes of one sample of all channels.
   *
   * @return {@link MediaAttribute#AUDIO_BLOCK_ALIGNMENT}; empty if the type does not say
   */
  public OptionalInt blockAlignment() {
    return number(MediaAttribute.AUDIO_BLOCK_ALIGNMENT);
  }

  /**
   * The width of a picture, in pixels.
   *
   * @return the upper half of {@link MediaAttribute#FRAME_SIZE}; empty if the type does not say
   */
  public OptionalInt width() {
    return half(MediaAttribute.FRAME_SIZE, Integer.SIZE);
  }

  /**
   * The height of a picture, in pixels.
   *
   * @return the lower half of {@link MediaAttribute#FRAME_SIZE}; empty if the type does not say
   */
  public OptionalInt height() {
    return half(MediaAttribute.FRAME_SIZE, 0);
  }

  /**
   * Pictures in a second.
   *
   * @return the quotient in {@link MediaAttribute#FRAME_RATE}; empty if the type does not say
   */
  public OptionalDouble picturesPerSecond() {
    OptionalInt pictures = half(MediaAttribute.FRAME_RATE, Integer.SIZE);
    OptionalInt seconds = half(MediaAttribute.FRAME_RATE, 0);
    return pictures.isEmpty() || seconds.getAsInt() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            Integer.toUnsignedLong(pictures.getAsInt())
                / (double) Integer.toUnsignedLong(seconds.getAsInt()));
  }

  /**
   * Bytes from one row of a picture to the next, by the type alone: {@link
   * MediaAttribute#DEFAULT_STRIDE}, or as long as a row is. In a buffer the rows may be longer: see
   * {@link BufferLock#stride}.
   *
   * @return the stride of the first plane, negative where the last row comes first; empty for
   *     formats without rows, and where the type does not say how wide a picture is
   */
  public OptionalInt stride() {
    OptionalInt stride = number(MediaAttribute.DEFAULT_STRIDE);
    return stride.isPresent() ? stride : PictureLayout.rowLength(this);
  }

  private OptionalInt number(UUID key) {
    Optional<Integer> value = get(key, Integer.class);
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }

  private OptionalInt half(UUID key, int shift) {
    Optional<Long> value = get(key, Long.class);
    return value.isPresent() ? OptionalInt.of((int) (value.get() >>> shift)) : OptionalInt.empty();
  }

  /** Types are equal when they have the same attributes; bytes are compared one by one. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MediaType type
        && attributes.keySet().equals(type.attributes.keySet())
        && attributes.entrySet().stream()
            .allMatch(
                entry -> Objects.deepEquals(entry.getValue(), type.attributes.get(entry.getKey())));
  }

  @Override
  public int hashCode() {
    return attributes.keySet().hashCode();
  }

  /** The kind, and then the other attributes by their names. */
  @Override
  public String toString() {
    Map<String, String> named = new TreeMap<>();
    attributes.forEach((key, value) -> named.put(MediaAttribute.nameOf(key), text(key, value)));
    named.remove(MediaAttribute.nameOf(MediaAttribute.MAJOR_TYPE));
    named.remove(MediaAttribute.nameOf(MediaAttribute.SUBTYPE));
    return "MediaType["
        + majorType().map(MediaFormat::nameOf).orElse("no major type")
        + ", "
        + subtype().map(MediaFormat::nameOf).orElse("no subtype")
        + (named.isEmpty() ? "" : ", " + named)
        + "]";
  }

  private static String text(UUID key, Object value) {
    if (value instanceof byte[] bytes) {
      return bytes.length + " bytes";
    }
    if (value instanceof UUID uuid) {
      return MediaFormat.nameOf(uuid);
    }
    if (value instanceof Long number
        && (key.equals(MediaAttribute.FRAME_SIZE)
            || key.equals(MediaAttribute.FRAME_RATE)
            || key.equals(MediaAttribute.PIXEL_ASPECT_RATIO))) {
      return (number >>> Integer.SIZE)
          + (key.equals(MediaAttribute.FRAME_SIZE) ? "x" : "/")
          + (number & 0xFFFF_FFFFL);
    }
    return value.toString();
  }

  private static Object checked(UUID key, Object value) {
    if (value instanceof String string && string.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          MediaAttribute.nameOf(key) + ": the string has a zero character, at its end for others");
    }
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof UUID
        || value instanceof String) {
      return value;
    }
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    throw new IllegalArgumentException(
        MediaAttribute.nameOf(key)
            + ": no attribute is a "
            + Objects.requireNonNull(value, "value").getClass().getName());
  }

  private static Object copied(Object value) {
    return value instanceof byte[] bytes ? Arrays.copyOf(bytes, bytes.length) : value;
  }

  private static long pair(int upper, int lower) {
    return (long) upper << Integer.SIZE | lower;
  }

  private static void requirePositive(int number, String what) {
    if (number <= 0) {
      throw new IllegalArgumentException("the number of " + what + " is not positive: " + number);
    }
  }

  private static int product(int a, int b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("too many bytes: " + a + " times " + b, e);
    }
  }
}
