package org.mfplat4j;

import java.io.IOException;

/** The future of a file that is being opened: its stream. */
final class OpenFuture extends OperationFuture<ByteStream> {
  OpenFuture(FutureOptions options) {
    super(options);
  }

  @Override
  ByteStream end(AsyncResult result) throws IOException {
    // Only an open has this callback.
    return ((PendingOpen) result.completion()).end();
  }
}
