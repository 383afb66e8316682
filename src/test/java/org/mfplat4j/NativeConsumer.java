package org.mfplat4j;

/**
 * Native code that uses byte streams by their addresses; its C++ half is {@code
 * native/test/jni/stream_consumer.cpp}, and on Windows {@code windows/wave_sink.cpp} beside it.
 */
public final class NativeConsumer {
  /** COINIT_MULTITHREADED. */
  public static final int MULTITHREADED_APARTMENT = 0;

  /** COINIT_APARTMENTTHREADED. */
  public static final int APARTMENT_THREADED = 2;

  static {
    System.load(System.getProperty("mfplat4j.test.library"));
  }

  private NativeConsumer() {}

  /** Copies to the end by asynchronous reads and writes: the count, or a failing HRESULT. */
  public static long copy(long from, long to, int chunk) {
    return copyLoop(from, to, chunk);
  }

  /** Reads to the end by asynchronous reads: the count, or a failing HRESULT. */
  public static long readToEnd(long stream, int chunk) {
    return copyLoop(stream, 0, chunk);
  }

  public static native void addReference(long stream);

  /** How many references are left. */
  public static native int release(long stream);

  /** IMFByteStream::Close. */
  public static native int closeStream(long stream);

  /** Read: the count, or a failing HRESULT. */
  public static native long readSynchronously(long stream, int size);

  public static String originName(long stream) {
    return attribute(stream, 0);
  }

  public static String contentType(long stream) {
    return attribute(stream, 1);
  }

  /**
   * Lets the sink of MFCreateWAVEMediaSink write a quarter of a second of silence to the stream; an
   * HRESULT. On Windows.
   */
  public static native int writeWave(long stream);

  /** CoInitializeEx on the calling thread, which nothing uninitialises; an HRESULT. On Windows. */
  public static native int initializeCom(int apartment);

  private static native long copyLoop(long from, long to, int chunk);

  private static native String attribute(long stream, int which);
}
