package org.mfplat4j.internal.transfer;

import java.io.IOException;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.internal.operation.OperationFuture;

/** The future of a read or a write: its count of bytes. */
final class TransferFuture extends OperationFuture<Integer> {
  private final StreamTransfers stream;
  private final TransferKind kind;

  TransferFuture(StreamTransfers stream, TransferKind kind, FutureOptions options) {
    super(options);
    this.stream = stream;
    this.kind = kind;
  }

  @Override
  protected Integer end(AsyncResult result) throws IOException {
    return stream.end(kind, result);
  }
}
