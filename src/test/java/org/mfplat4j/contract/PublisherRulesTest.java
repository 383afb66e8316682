package org.mfplat4j.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.mfplat4j.ByteStream;
import org.mfplat4j.MediaFoundation;
import org.mfplat4j.internal.Natives;
import org.mfplat4j.internal.PendingOperations;
import org.mfplat4j.testing.Limits;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;

/**
 * The rules of reactive streams, by their own tests, for a stream as a publisher. They are
 * TestNG's, which NoLeaks does not watch: what it does is done here.
 */
public class PublisherRulesTest extends FlowPublisherVerification<ByteBuffer> {
  /**
   * After this time without a signal none will come; there are dozens of tests that wait for it.
   */
  private static final long NO_SIGNAL_MILLIS = 100;

  // How often the rules look for an error; by default they would sleep for their whole limit first.
  private static final long POLL_MILLIS = 5;
  // The rules sleep so long before they look whether a subscriber is collected.
  private static final long COLLECTION_MILLIS = 1_000;

  private final List<ByteStream> streams = new ArrayList<>();
  private MediaFoundation platform;
  private Path folder;
  private long liveBefore;

  public PublisherRulesTest() {
    super(
        new TestEnvironment(Limits.EVENTUALLY.toMillis(), NO_SIGNAL_MILLIS, POLL_MILLIS),
        COLLECTION_MILLIS);
  }

  @BeforeMethod
  public void start() throws IOException {
    assertThat(MediaFoundation.isAvailable()).isTrue();
    liveBefore = Natives.liveObjects();
    folder = Files.createTempDirectory("mfplat4j-test");
    platform = MediaFoundation.startup();
  }

  @AfterMethod(alwaysRun = true)
  public void nothingIsLeft() throws IOException {
    for (ByteStream stream : streams) {
      stream.close();
    }
    streams.clear();
    platform.close();
    Limits.eventually(
        () -> {
          assertThat(PendingOperations.all().count()).as("pending operations").isZero();
          assertThat(Natives.liveObjects()).as("live native objects").isEqualTo(liveBefore);
        });
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
      ByteStream stream = platform.openFile(file);
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
