package org.mfplat4j.internal.transfer;

import org.mfplat4j.FileAccess;
import org.mfplat4j.internal.hresult.CountOrError;
import org.mfplat4j.internal.jni.Natives;

/** Reading or writing, with Microsoft's names and the native functions of each. */
// References to static methods have no state.
@SuppressWarnings("ImmutableEnumChecker")
public enum TransferKind {
  READ(
      FileAccess.READ,
      "Read",
      Natives::read,
      Natives::readAt,
      Natives::seekAndRead,
      Natives::beginRead,
      Natives::beginReadAt,
      Natives::seekAndBeginRead,
      Natives::endRead),
  WRITE(
      FileAccess.WRITE,
      "Write",
      Natives::write,
      Natives::writeAt,
      Natives::seekAndWrite,
      Natives::beginWrite,
      Natives::beginWriteAt,
      Natives::seekAndBeginWrite,
      Natives::endWrite);

  /** A synchronous transfer; a {@link CountOrError}. */
  @FunctionalInterface
  private interface Transfer {
    long transfer(long stream, long buffer, int size);
  }

  @FunctionalInterface
  private interface TransferAt {
    long transfer(long stream, long position, long buffer, int size);
  }

  @FunctionalInterface
  private interface Begin {
    int begin(long stream, long buffer, int size, long id, int flags, int queue);
  }

  @FunctionalInterface
  private interface BeginAt {
    int begin(
        long stream, long position, long buffer, int size, long id, long key, int flags, int queue);
  }

  @FunctionalInterface
  private interface SeekAndBegin {
    int begin(long stream, long position, long buffer, int size, long id, int flags, int queue);
  }

  @FunctionalInterface
  private interface End {
    long end(long stream, long result);
  }

  private final FileAccess needs;
  private final String verb;
  private final String begin;
  private final String end;
  private final Transfer transfer;
  private final TransferAt transferAt;
  private final TransferAt seekAndTransfer;
  private final Begin nativeBegin;
  private final BeginAt beginAt;
  private final SeekAndBegin seekAndBegin;
  private final End nativeEnd;

  TransferKind(
      FileAccess needs,
      String verb,
      Transfer transfer,
      TransferAt transferAt,
      TransferAt seekAndTransfer,
      Begin nativeBegin,
      BeginAt beginAt,
      SeekAndBegin seekAndBegin,
      End nativeEnd) {
    this.needs = needs;
    this.verb = verb;
    this.begin = "Begin" + verb;
    this.end = "End" + verb;
    this.transfer = transfer;
    this.transferAt = transferAt;
    this.seekAndTransfer = seekAndTransfer;
    this.nativeBegin = nativeBegin;
    this.beginAt = beginAt;
    this.seekAndBegin = seekAndBegin;
    this.nativeEnd = nativeEnd;
  }

  /** How the stream must have been opened for it. */
  FileAccess needs() {
    return needs;
  }

  /** Microsoft's name of the synchronous method. */
  String verb() {
    return verb;
  }

  /** Microsoft's name of the method that begins it. */
  String begin() {
    return begin;
  }

  /** Microsoft's name of the method that ends it. */
  String end() {
    return end;
  }

  /** Transfers at the cursor; a {@link CountOrError}. */
  long transfer(long stream, long buffer, int size) {
    return transfer.transfer(stream, buffer, size);
  }

  /** Transfers at a position, or at the cursor for −1, where the stream can do that itself. */
  long transferAt(long positionalStream, long position, long buffer, int size) {
    return transferAt.transfer(positionalStream, position, buffer, size);
  }

  /** Transfers at a position by moving the cursor, and moves it back. */
  long seekAndTransfer(long stream, long position, long buffer, int size) {
    return seekAndTransfer.transfer(stream, position, buffer, size);
  }

  /**
   * Begins at the cursor; an HRESULT. Exactly when it is a success, the callback with this id is
   * invoked. So do the two others.
   */
  int begin(long stream, long buffer, int size, long id, int flags, int queue) {
    return nativeBegin.begin(stream, buffer, size, id, flags, queue);
  }

  /** As {@link #transferAt}; with a key by which it can be stopped, or −1. */
  int beginAt(
      long positionalStream,
      long position,
      long buffer,
      int size,
      long id,
      long key,
      int flags,
      int queue) {
    return beginAt.begin(positionalStream, position, buffer, size, id, key, flags, queue);
  }

  /** As {@link #seekAndTransfer}. */
  int seekAndBegin(
      long stream, long position, long buffer, int size, long id, int flags, int queue) {
    return seekAndBegin.begin(stream, position, buffer, size, id, flags, queue);
  }

  /** Ends a transfer and releases its result; a {@link CountOrError}. */
  long end(long stream, long result) {
    return nativeEnd.end(stream, result);
  }
}
