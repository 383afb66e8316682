package org.mfplat4j.examples;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.mfplat4j.AsyncCallback;
import org.mfplat4j.AsyncResult;
import org.mfplat4j.MediaFoundation;

/**
 * Microsoft's article <a
 * href="https://learn.microsoft.com/windows/win32/medfound/custom-asynchronous-result-objects">Custom
 * Asynchronous Result Objects</a> in Java: the stock result carries any Java object, where a C++
 * program implements IMFAsyncResult anew.
 */
public final class CustomAsynchronousResults {
  /** The operation's own data: what to do, and what came of it. */
  private static final class WordCount {
    private final String text;
    private int words;

    WordCount(String text) {
      this.text = text;
    }

    void run() {
      words = text.split("\\s+").length;
    }
  }

  void beginCount(String text, AsyncCallback callback, Object state) {
    AsyncResult result = AsyncResult.create(new WordCount(text), callback, state);
    new Thread(() -> complete(result), "word count").start();
  }

  private void complete(AsyncResult result) {
    try (result) {
      result.object(WordCount.class).run();
      result.invokeCallback();
    }
  }

  int endCount(AsyncResult result) throws IOException {
    try (result) {
      result.check("EndCount");
      return result.object(WordCount.class).words;
    }
  }

  /** Prints how many words there are. */
  public static void main(String[] arguments) throws Exception {
    try (MediaFoundation mf = MediaFoundation.startup()) {
      CompletableFuture<AsyncResult> completed = new CompletableFuture<>();
      CustomAsynchronousResults counter = new CustomAsynchronousResults();
      counter.beginCount(arguments[0], completed::complete, null);
      System.out.println(counter.endCount(completed.get()) + " words");
    }
  }
}
