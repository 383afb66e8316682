package org.mfplat4j;

/**
 * Of what type an attribute is, {@code MF_ATTRIBUTE_TYPE}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/ne-mfobjects-mf_attribute_type">Microsoft:
 *     MF_ATTRIBUTE_TYPE</a>
 */
public enum AttributeType {
  /** An unsigned number of 32 bits; {@code int} in Java. */
  UINT32(19),
  /** An unsigned number of 64 bits; {@code long} in Java. */
  UINT64(21),
  /** A floating point number of 64 bits. */
  DOUBLE(5),
  /** A GUID; {@link java.util.UUID} in Java. */
  GUID(72),
  /** A string. */
  STRING(31),
  /** An array of bytes. */
  BLOB(0x1011),
  /** A COM object, which Java code neither gets nor sets. */
  IUNKNOWN(13);

  private final int value;

  AttributeType(int value) {
    this.value = value;
  }

  /**
   * The value in Media Foundation's enumeration.
   *
   * @return a {@code VARTYPE}
   */
  public int value() {
    return value;
  }
}
