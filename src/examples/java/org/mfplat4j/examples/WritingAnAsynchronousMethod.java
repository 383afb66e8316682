package org.mfplat4j.examples;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.WorkQueue;

/**
 * Microsoft's article <a
 * href="https://learn.microsoft.com/windows/win32/medfound/writing-an-asynchronous-method">Writing
 * an Asynchronous Method</a> in Java: square roots, calculated on a work queue.
 */
public final class WritingAnAsynchronousMethod {
  private static final class AsyncOp {
    private double value;
  }

  void beginSquareRoot(double x, AsyncCallback callback, Object state) {
    AsyncOp op = new AsyncOp();
    op.value = x;
    AsyncResult outer = AsyncResult.create(op, callback, state);
    try {
      WorkQueue.MULTITHREADED.put(this::calculate, outer);
    } catch (RuntimeException e) {
      outer.close();
      throw e;
    }
  }

  private void calculate(AsyncResult inner) {
    try (AsyncResult outer = inner.state(AsyncResult.class)) {
      AsyncOp op = outer.object(AsyncOp.class);
      if (op.value < 0) {
        outer.fail(new ArithmeticException("no root of " + op.value));
      }
      op.value = Math.sqrt(op.value);
      outer.invokeCallback();
    }
  }

  double endSquareRoot(AsyncResult result) throws IOException {
    try (result) {
      result.check("EndSquareRoot");
      return result.object(AsyncOp.class).value;
    }
  }

  /** Prints the square root of a number. */
  public static void main(String[] arguments) throws Exception {
    CompletableFuture<AsyncResult> completed = new CompletableFuture<>();
    WritingAnAsynchronousMethod roots = new WritingAnAsynchronousMethod();
    try (MediaFoundation mf = MediaFoundation.startup()) {
      roots.beginSquareRoot(Double.parseDouble(arguments[0]), completed::complete, null);
      System.out.println(roots.endSquareRoot(completed.get()));
    }
  }
}
