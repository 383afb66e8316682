package org.mfplat4j;

import java.io.IOException;

/**
 * An operation of Media Foundation failed with a code that has no exception of its own in Java;
 * and, as the cause of every other exception that this library throws for a failed operation, the
 * code behind it.
 *
 * <p>The message says what was tried, on what, and the code by name: {@code BeginRead on "a.mp4"
 * failed: MF_E_SHUTDOWN (0xC00D3E85): The platform or the object is shut down}.
 */
public class MediaFoundationException extends IOException {
  private static final long serialVersionUID = 1;

  /** The 32 bits of the HRESULT. */
  private final int code;

  /** What was tried, by Microsoft's name. */
  private final String operation;

  /** What it was tried on; "" for nothing in particular. */
  private final String subject;

  /**
   * An exception for a failed operation.
   *
   * @param hresult the code
   * @param operation what was tried, by Microsoft's name: {@code BeginRead}
   * @param subject what it was tried on, a path for example; "" for nothing in particular
   */
  public MediaFoundationException(HResult hresult, String operation, String subject) {
    this.code = hresult.code();
    this.operation = operation;
    this.subject = subject;
  }

  /** What was tried, on what, and the code by name; never null. */
  @Override
  public String getMessage() {
    return message(hresult(), operation, subject);
  }

  /**
   * The code.
   *
   * @return the HRESULT of the operation
   */
  public HResult hresult() {
    return new HResult(code);
  }

  /**
   * What was tried.
   *
   * @return Microsoft's name of the operation
   */
  public String operation() {
    return operation;
  }

  /**
   * What it was tried on.
   *
   * @return a path for example; "" for nothing in particular
   */
  public String subject() {
    return subject;
  }

  private static String message(HResult hresult, String operation, String subject) {
    String on = subject.isEmpty() ? "" : " on \"" + subject + "\"";
    String meaning = hresult.text().isEmpty() ? "" : ": " + hresult.text();
    return operation + on + " failed: " + hresult + meaning;
  }
}
