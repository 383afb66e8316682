package org.mfplat4j.com;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.UUID;
import org.mfplat4j.ByteStream;
import org.mfplat4j.JavaByteStream;
import org.mfplat4j.spi.MediaFoundationProvider;

/**
 * The pointer of a {@link ByteStream}, {@code IMFByteStream*}: for native code that is given one,
 * or gives one.
 *
 * @see <a
 *     href="https://learn.microsoft.com/windows/win32/api/mfobjects/nn-mfobjects-imfbytestream">Microsoft:
 *     IMFByteStream</a>
 */
public final class ByteStreamPointer {
  /** The interface's identifier, {@code IID_IMFByteStream}. */
  public static final UUID IID = UUID.fromString("ad4c1b00-4bf7-422f-9175-756693d9130d");

  private ByteStreamPointer() {}

  /**
   * Takes over the caller's reference to a native stream, which is closed with this object, {@code
   * IMFByteStream::Close}; when this throws, the reference stays the caller's.
   *
   * @param address the address of a COM object
   * @return the stream, to be closed by the caller
   * @throws NullPointerException if the address is 0
   * @throws ClassCastException if the object is no byte stream, {@code E_NOINTERFACE}
   * @throws IOException if the stream does not tell what it can do
   */
  public static ByteStream adopt(long address) throws IOException {
    return MediaFoundationProvider.get().adoptByteStream(address);
  }

  /**
   * Adds a reference of its own to a native stream, which stays the caller's: {@link
   * ByteStream#close} gives that reference back and does not call {@code IMFByteStream::Close}, so
   * that pending operations go on.
   *
   * @param address the address of a COM object
   * @return the stream, to be closed by the caller
   * @throws NullPointerException if the address is 0
   * @throws ClassCastException if the object is no byte stream, {@code E_NOINTERFACE}
   * @throws IOException if the stream does not tell what it can do
   */
  public static ByteStream borrow(long address) throws IOException {
    return MediaFoundationProvider.get().borrowByteStream(address);
  }

  /**
   * The pointer, lent: an {@code IMFByteStream*}, valid until this stream is closed and the last
   * pending operation has ended, and while this object is reachable: one that is forgotten is
   * closed by the garbage collector, even while native code uses its address. Code that keeps the
   * pointer longer adds a reference by {@code AddRef}. Closing this object closes the native stream
   * for all code that has it.
   *
   * @param stream a stream of this library
   * @return the address of the COM object
   * @throws ClosedChannelException if this stream is closed
   */
  public static long address(ByteStream stream) throws ClosedChannelException {
    return MediaFoundationProvider.get().addressOf(stream);
  }

  /**
   * The {@code IMFByteStream}, borrowed: valid while this object is open and reachable: one that is
   * forgotten is released by the garbage collector, even while native code uses its address. Code
   * that keeps the pointer longer calls {@code AddRef} before this object is closed, and {@code
   * Release} in the end.
   *
   * @param stream a stream of this library
   * @return the address of the native object
   * @throws IllegalStateException if this object was closed
   */
  public static long address(JavaByteStream stream) {
    return MediaFoundationProvider.get().addressOf(stream);
  }

  /**
   * Asks the stream's COM object for another interface, {@code IMFAttributes} for example.
   *
   * @param stream a stream of this library
   * @param iid the interface's identifier
   * @return the object by that interface, to be closed by the caller; empty if it has no such
   *     interface, {@code E_NOINTERFACE}
   * @throws ClosedChannelException if this stream is closed
   */
  public static Optional<ComObject> queryInterface(ByteStream stream, UUID iid)
      throws ClosedChannelException {
    return MediaFoundationProvider.get().queryInterface(stream, iid);
  }
}
