package org.mfplat4j.internal.file;

import java.io.IOException;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.ByteStream;
import org.mfplat4j.FutureOptions;
import org.mfplat4j.internal.operation.OperationFuture;
import org.mfplat4j.internal.operation.OwnedResult;

/** The future of a file that is being opened: its stream. */
final class OpenFuture extends OperationFuture<ByteStream> {
  OpenFuture(FutureOptions options) {
    super(options);
  }

  @Override
  protected ByteStream end(AsyncResult result) throws IOException {
    // Only an open has this callback.
    return ((PendingOpen) OwnedResult.sourceOf(result)).end();
  }
}
