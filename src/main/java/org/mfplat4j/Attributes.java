package org.mfplat4j;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

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
public interface Attributes {
  /** {@code MF_BYTESTREAM_ORIGIN_NAME}, a string: what was opened, as it was named then. */
  UUID ORIGIN_NAME = UUID.fromString("fc358288-3cb6-460c-a424-b6681260375a");

  /** {@code MF_BYTESTREAM_CONTENT_TYPE}, a string: the MIME type, once somebody has set it. */
  UUID CONTENT_TYPE = UUID.fromString("fc358289-3cb6-460c-a424-b6681260375a");

  /** {@code MF_BYTESTREAM_DURATION}, a UINT64: how long the content plays, in units of 100 ns. */
  UUID DURATION = UUID.fromString("fc35828a-3cb6-460c-a424-b6681260375a");

  /** {@code MF_BYTESTREAM_LAST_MODIFIED_TIME}, a blob of eight bytes: a {@code FILETIME}. */
  UUID LAST_MODIFIED_TIME = UUID.fromString("fc35828b-3cb6-460c-a424-b6681260375a");

  /**
   * What was opened, as the platform was told: its full path for a temporary file; on Linux a
   * relative path is still relative, unless {@code user.dir} leads elsewhere. On Linux a byte of
   * the name that is no part of valid UTF-8 is a lone surrogate, U+DC80 to U+DCFF.
   *
   * @return {@link #ORIGIN_NAME}
   * @throws IOException see {@link Attributes}
   */
  Optional<String> originName() throws IOException;

  /**
   * The MIME type, such as {@code video/mp4}. It is not set by itself; Media Foundation finds a
   * handler for the stream by it.
   *
   * @return {@link #CONTENT_TYPE}
   * @throws IOException see {@link Attributes}
   */
  Optional<String> contentType() throws IOException;

  /**
   * Sets the MIME type.
   *
   * @param contentType {@link #CONTENT_TYPE}
   * @throws IOException see {@link Attributes}
   */
  void contentType(String contentType) throws IOException;

  /**
   * When the file was modified before it was opened.
   *
   * @return {@link #LAST_MODIFIED_TIME}
   * @throws ClassCastException if the attribute is not a {@code FILETIME}
   * @throws IOException see {@link Attributes}
   */
  Optional<FileTime> lastModifiedTime() throws IOException;

  /**
   * How long the content plays, once somebody has set it.
   *
   * @return {@link #DURATION}
   * @throws IOException see {@link Attributes}
   */
  Optional<Duration> duration() throws IOException;

  /**
   * Sets how long the content plays.
   *
   * @param duration {@link #DURATION}; what is less than 100 ns is cut off
   * @throws IllegalArgumentException if the duration is longer than 29,000 years
   * @throws IOException see {@link Attributes}
   */
  void duration(Duration duration) throws IOException;

  /**
   * How many attributes there are, {@code GetCount}.
   *
   * @return the count
   * @throws IOException see {@link Attributes}
   */
  int count() throws IOException;

  /**
   * The keys of all attributes, {@code GetItemByIndex}, in no particular order.
   *
   * @return the keys at one moment, if none is deleted meanwhile
   * @throws IOException see {@link Attributes}
   */
  List<UUID> keys() throws IOException;

  /**
   * Of what type an attribute is, {@code GetItemType}.
   *
   * @param key the attribute's
   * @return its type; empty if there is none
   * @throws UnsupportedOperationException if it is of a type that this library does not know
   * @throws IOException see {@link Attributes}
   */
  Optional<AttributeType> type(UUID key) throws IOException;

  /**
   * {@code GetUINT32}.
   *
   * @param key the attribute's
   * @return its 32 bits, unsigned by Media Foundation's understanding
   * @throws IOException see {@link Attributes}
   */
  OptionalInt getInt(UUID key) throws IOException;

  /**
   * {@code GetUINT64}.
   *
   * @param key the attribute's
   * @return its 64 bits, unsigned by Media Foundation's understanding
   * @throws IOException see {@link Attributes}
   */
  OptionalLong getLong(UUID key) throws IOException;

  /**
   * {@code GetDouble}.
   *
   * @param key the attribute's
   * @return its value
   * @throws IOException see {@link Attributes}
   */
  OptionalDouble getDouble(UUID key) throws IOException;

  /**
   * {@code GetGUID}.
   *
   * @param key the attribute's
   * @return its value
   * @throws IOException see {@link Attributes}
   */
  Optional<UUID> getUuid(UUID key) throws IOException;

  /**
   * {@code GetString}.
   *
   * @param key the attribute's
   * @return its value
   * @throws IOException see {@link Attributes}
   */
  Optional<String> getString(UUID key) throws IOException;

  /**
   * {@code GetBlob}.
   *
   * @param key the attribute's
   * @return its bytes, a copy
   * @throws IOException see {@link Attributes}
   */
  Optional<byte[]> getBlob(UUID key) throws IOException;

  /**
   * {@code SetUINT32}. This and the other setters replace whatever the attribute was, and make one
   * that was not there.
   *
   * @param key the attribute's
   * @param value its 32 bits, unsigned by Media Foundation's understanding
   * @throws IOException see {@link Attributes}
   */
  void setInt(UUID key, int value) throws IOException;

  /**
   * {@code SetUINT64}.
   *
   * @param key the attribute's
   * @param value its 64 bits, unsigned by Media Foundation's understanding
   * @throws IOException see {@link Attributes}
   */
  void setLong(UUID key, long value) throws IOException;

  /**
   * {@code SetDouble}.
   *
   * @param key the attribute's
   * @param value its value
   * @throws IOException see {@link Attributes}
   */
  void setDouble(UUID key, double value) throws IOException;

  /**
   * {@code SetGUID}.
   *
   * @param key the attribute's
   * @param value its value
   * @throws IOException see {@link Attributes}
   */
  void setUuid(UUID key, UUID value) throws IOException;

  /**
   * {@code SetString}.
   *
   * @param key the attribute's
   * @param value its value
   * @throws IllegalArgumentException if the value has a character of zero, which would end it
   * @throws IOException see {@link Attributes}
   */
  void setString(UUID key, String value) throws IOException;

  /**
   * {@code SetBlob}.
   *
   * @param key the attribute's
   * @param value its bytes, of which a copy is kept
   * @throws IOException see {@link Attributes}
   */
  void setBlob(UUID key, byte[] value) throws IOException;

  /**
   * Deletes an attribute, {@code DeleteItem}; nothing happens if there is none.
   *
   * @param key the attribute's
   * @throws IOException see {@link Attributes}
   */
  void delete(UUID key) throws IOException;

  /**
   * Deletes all attributes, {@code DeleteAllItems}.
   *
   * @throws IOException see {@link Attributes}
   */
  void deleteAll() throws IOException;
}
