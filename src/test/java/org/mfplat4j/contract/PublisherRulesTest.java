package org.mfplat4j.contract;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.mfplat4j.ByteStream;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/** The rules of reactive streams, for a stream as a publisher. */
public class PublisherRulesTest extends PublisherRules<ByteBuffer> {
  private final List<ByteStream> streams = new ArrayList<>();
  private Path folder;

  @BeforeMethod
  public void makeFolder() throws IOException {
    folder = Files.createTempDirectory("mfplat4j-test");
  }

  @Override
  void closeSources() throws IOException {
    for (ByteStream stream : streams) {
      stream.close();
    }
    streams.clear();
  }

  @AfterMethod(alwaysRun = true, dependsOnMethods = "nothingIsLeft")
  public void deleteFolder() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** A publisher of buffers of one byte each. */
  @Override
  public Flow.Publisher<ByteBuffer> createFlowPublisher(long elements) {
    try {
      Path file = Files.createTempFile(folder, "elements", ".bin");
      try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
        sparse.setLength(elements);
      }
      ByteStream stream = platform().openFile(file);
      streams.add(stream);
      return stream.asPublisher(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A publisher that rejects the next subscriber, since it has had one. */
  @Override
  public Flow.Publisher<ByteBuffer> createFailedFlowPublisher() {
    Flow.Publisher<ByteBuffer> publisher = createFlowPublisher(1);
    publisher.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
          }

          @Override
          public void onNext(ByteBuffer buffer) {}

          @Override
          public void onError(Throwable failure) {}

          @Override
          public void onComplete() {}
        });
    return publisher;
  }

  /** So many bytes a file may have on any system, without taking any room. */
  @Override
  public long maxElementsFromPublisher() {
    return Integer.MAX_VALUE;
  }
}
