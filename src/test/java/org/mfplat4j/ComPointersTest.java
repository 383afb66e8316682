package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mfplat4j.com.AsyncResultPointer;
import org.mfplat4j.com.ByteStreamPointer;
import org.mfplat4j.com.CallbackObject;
import org.mfplat4j.com.ComObject;
import org.mfplat4j.internal.jni.JavaObjects;
import org.mfplat4j.internal.jni.Natives;
import org.mfplat4j.testing.Limits;
import org.mfplat4j.testing.Pattern;
import org.mfplat4j.testing.RecordingCallback;
import org.mfplat4j.testing.Workbench;

/** Pointers that go to native code and come from it: references, interfaces, and misuse. */
class ComPointersTest {
  private static final UUID IUNKNOWN = UUID.fromString("00000000-0000-0000-c000-000000000046");
  private static final UUID NOBODYS = UUID.fromString("12345678-9abc-def0-0102-030405060708");

  @RegisterExtension final Workbench bench = new Workbench();

  private final RecordingCallback recording = RecordingCallback.keeping();

  @Test
  void nativeCodeUsesAJavaCallbackThroughNothingButItsVtable() throws Exception {
    long result = ComProbe.newResult(0, 0);
    try (CallbackObject callback = CallbackObject.of(recording)) {
      assertThat(ComProbe.useThroughVtable(callback.address(), result)).isEmpty();
      assertThat(ComProbe.references(callback.address())).isEqualTo(1);
      try (AsyncResult invoked = recording.awaitOnly().result()) {
        assertThat(AsyncResultPointer.address(invoked)).isEqualTo(result);
        assertThat(ComProbe.references(result)).isEqualTo(2);
      }
    }
    assertThat(ComProbe.release(result)).isZero();
  }

  @Test
  void nativeCodeInvokesAJavaCallbackOnAnyThreadAsOftenAsItLikes() throws Exception {
    long result = ComProbe.newResult(0, 0);
    RecordingCallback closing = recording.doing(AsyncResult::close);
    try (CallbackObject callback = CallbackObject.of(closing)) {
      for (int i = 0; i < 5; i++) {
        assertThat(ComProbe.invoke(callback.address(), result)).isZero();
      }
      assertThat(closing.await(5)).allMatch(call -> call.thread() == Thread.currentThread());
    }
    assertThat(ComProbe.release(result)).isZero();
    // Having invoked a callback does not make this thread one of the platform's.
    MediaFoundation.startup().close();
  }

  @Test
  void aJavaCallbackLivesAsLongAsNativeCodeHoldsIt() throws Exception {
    CallbackObject callback = CallbackObject.of(recording);
    long address = callback.address();
    ComProbe.addReference(address);
    callback.close();
    callback.close();
    long result = ComProbe.newResult(0, 0);
    assertThat(ComProbe.invoke(address, result)).isZero();
    recording.awaitOnly().result().close();
    assertThat(ComProbe.release(address)).isZero();
    assertThat(ComProbe.release(result)).isZero();
    assertThatIllegalStateException().isThrownBy(callback::address).withMessageContaining("closed");
  }

  @Test
  void aNativeCallbackInReplyModeTellsItsParameters() throws Exception {
    try (WorkQueue serial = WorkQueue.allocateSerial(WorkQueue.MULTITHREADED)) {
      // As native code has it, which no Java callback of an operation may be.
      long address =
          JavaObjects.all()
              .expose(
                  recording,
                  id -> Natives.createJavaCallback(id, CallbackFlag.REPLY.value(), serial.id()));
      try (CallbackObject callback = CallbackObject.adopt(address)) {
        CallbackParameters parameters = callback.parameters();
        assertThat(parameters.flags()).containsExactly(CallbackFlag.REPLY);
        assertThat(parameters.queue()).isEqualTo(serial);
      }
    }
  }

  @Test
  void aJavaCallbackTellsNativeCodeItsParameters() {
    CallbackParameters parameters =
        CallbackParameters.on(WorkQueue.MULTITHREADED, CallbackFlag.BLOCKING);
    try (CallbackObject plain = CallbackObject.of(recording);
        CallbackObject with = CallbackObject.of(recording.with(parameters))) {
      assertThat(ComProbe.parameters(plain.address())[0]).isEqualTo(HResult.E_NOTIMPL.code());
      assertThat(ComProbe.parameters(with.address())).containsExactly(0, 4, 5);
      // The same, by way of native code.
      try (CallbackObject back = CallbackObject.borrow(with.address())) {
        assertThat(back.parameters()).isEqualTo(parameters);
      }
      try (CallbackObject back = CallbackObject.borrow(plain.address())) {
        assertThat(back.parameters()).isEqualTo(CallbackParameters.NOT_IMPLEMENTED);
      }
    }
  }

  @Test
  void borrowAddsAReferenceAndAdoptTakesOverTheCallers() {
    long result = ComProbe.newResult(0, 0);
    try (AsyncResult borrowed = AsyncResultPointer.borrow(result)) {
      assertThat(ComProbe.references(result)).isEqualTo(2);
      assertThat(AsyncResultPointer.address(borrowed)).isEqualTo(result);
      ComProbe.addReference(result);
      AsyncResultPointer.adopt(result).close();
      assertThat(ComProbe.references(result)).isEqualTo(2);
    }
    try (ComObject object = ComObject.borrow(result)) {
      assertThat(ComProbe.references(object.address())).isEqualTo(2);
      ComProbe.addReference(result);
      ComObject.adopt(result).close();
      assertThat(ComProbe.references(result)).isEqualTo(2);
      assertThat(object.detach()).isEqualTo(result);
      assertThat(ComProbe.release(result)).as("was given away").isEqualTo(1);
      assertThatIllegalStateException().isThrownBy(object::detach);
      assertThatIllegalStateException().isThrownBy(object::address);
      assertThatIllegalStateException().isThrownBy(() -> object.queryInterface(IUNKNOWN));
    }
    assertThat(ComProbe.release(result)).isZero();
  }

  @Test
  void queryInterfaceFindsWhatIsThere() throws Exception {
    try (CallbackObject callback = CallbackObject.of(recording);
        ComObject unknown = callback.queryInterface(IUNKNOWN).orElseThrow();
        ComObject same = unknown.queryInterface(CallbackObject.IID).orElseThrow()) {
      assertThat(same.address()).isEqualTo(callback.address());
      assertThat(ComProbe.references(callback.address())).isEqualTo(3);
      assertThat(callback.queryInterface(NOBODYS)).isEmpty();
      assertThat(callback.queryInterface(AsyncResultPointer.IID)).isEmpty();
      assertThat(ComProbe.references(callback.address())).isEqualTo(3);
    }
    try (AsyncResult result = AsyncResult.create(null, recording, null);
        ComObject same =
            AsyncResultPointer.queryInterface(result, AsyncResultPointer.IID).orElseThrow()) {
      assertThat(same.address()).isEqualTo(AsyncResultPointer.address(result));
      assertThat(AsyncResultPointer.queryInterface(result, NOBODYS)).isEmpty();
    }
    ByteStream stream = bench.reading(10);
    try (ComObject same =
        ByteStreamPointer.queryInterface(stream, ByteStreamPointer.IID).orElseThrow()) {
      assertThat(same.address()).isEqualTo(ByteStreamPointer.address(stream));
      assertThat(ByteStreamPointer.queryInterface(stream, CallbackObject.IID)).isEmpty();
    }
  }

  @Test
  void whatIsNoPointerOrHasNotTheInterfaceIsRefused() throws Exception {
    assertThatNullPointerException().isThrownBy(() -> ComObject.adopt(0));
    assertThatNullPointerException().isThrownBy(() -> ComObject.borrow(0));
    assertThatNullPointerException().isThrownBy(() -> CallbackObject.adopt(0));
    assertThatNullPointerException().isThrownBy(() -> AsyncResultPointer.borrow(0));
    assertThatNullPointerException().isThrownBy(() -> ByteStreamPointer.adopt(0));
    long result = ComProbe.newResult(0, 0);
    assertThatExceptionOfType(ClassCastException.class)
        .isThrownBy(() -> CallbackObject.adopt(result))
        .withMessageContaining("0x" + Long.toHexString(result))
        .withMessageContaining("no IMFAsyncCallback: E_NOINTERFACE");
    assertThatExceptionOfType(ClassCastException.class)
        .isThrownBy(() -> ByteStreamPointer.borrow(result))
        .withMessageContaining("no IMFByteStream: E_NOINTERFACE");
    try (CallbackObject callback = CallbackObject.of(recording)) {
      assertThatExceptionOfType(ClassCastException.class)
          .isThrownBy(() -> AsyncResultPointer.adopt(callback.address()))
          .withMessageContaining("no IMFAsyncResult: E_NOINTERFACE");
    }
    assertThat(ComProbe.release(result)).as("the reference stayed the caller's").isZero();
  }

  @Test
  void nativeObjectsThatAResultCarriesAreClosedWithIt() {
    long object = ComProbe.newResult(0, 0);
    long state = ComProbe.newResult(0, 0);
    AsyncResult result = AsyncResultPointer.adopt(ComProbe.newResult(object, state));
    ComObject found = result.object(ComObject.class);
    assertThat(found.address()).isEqualTo(object);
    assertThat(result.object()).as("asked again").isSameAs(found);
    assertThat(result.state(ComObject.class).address()).isEqualTo(state);
    assertThat(ComProbe.references(object)).isEqualTo(3);
    result.close();
    assertThatIllegalStateException().isThrownBy(found::address);
    assertThat(ComProbe.release(object)).isZero();
    assertThat(ComProbe.release(state)).isZero();
    // Some native results answer S_OK and null where the stock one has E_POINTER.
    try (AsyncResult empty = AsyncResultPointer.adopt(ComProbe.newResult(0, 0))) {
      assertThat(empty.object()).isNull();
      assertThat(empty.state()).isNull();
      assertThat(empty.status()).isEqualTo(HResult.S_OK);
    }
  }

  @Test
  void aNativeCallbackIsInvokedByAResultThatJavaMade() throws Exception {
    CompletableFuture<String> ended = new CompletableFuture<>();
    long nativeCallback =
        ComProbe.newCallback(
            WorkQueue.MULTITHREADED.id(),
            address -> {
              // What a native client does: the Java-made End method, with the pointer from Invoke.
              try (AsyncResult its = AsyncResultPointer.borrow(address)) {
                ended.complete(its.object(String.class) + its.status());
              } catch (RuntimeException e) {
                ended.completeExceptionally(e);
              }
            });
    try (CallbackObject callback = CallbackObject.adopt(nativeCallback)) {
      AsyncResult result = AsyncResult.create("payload ", callback, null);
      assertThat(ComProbe.references(nativeCallback)).as("used directly").isEqualTo(2);
      result.setStatus(HResult.S_FALSE);
      result.invokeCallback();
      result.close();
      assertThat(ended.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo("payload S_FALSE (0x00000001)");
      Limits.eventually(() -> assertThat(ComProbe.references(nativeCallback)).isEqualTo(1));
    }
  }

  @Test
  void aNativeCallbackServesJavaCodeAsAnyCallback() throws Exception {
    ByteStream stream = bench.reading(100);
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    long address = ByteStreamPointer.address(stream);
    long nativeCallback =
        ComProbe.newCallback(0, result -> ended.complete(ComProbe.endRead(address, result)));
    ByteBuffer buffer = ByteBuffer.allocateDirect(60);
    try (CallbackObject callback = CallbackObject.adopt(nativeCallback)) {
      stream.beginRead(buffer, callback, null);
      assertThat(ended.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS)).isEqualTo(60);
      Pattern.assertHolds(buffer, 0, 60, 0);
      CompletableFuture<Integer> item = new CompletableFuture<>();
      long another = ComProbe.newCallback(0, result -> item.complete(1));
      try (CallbackObject onQueue = CallbackObject.adopt(another)) {
        WorkQueue.MULTITHREADED.put(onQueue, null);
        item.get(Limits.EVENTUALLY.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void nativeCodeReadsAJavaStreamIntoAJavaCallback() throws Exception {
    ByteStream stream = bench.reading(100);
    ByteBuffer buffer = ByteBuffer.allocateDirect(64);
    try (CallbackObject callback = CallbackObject.of(recording);
        ByteStream other = bench.reading(10)) {
      assertThat(
              ComProbe.beginRead(
                  ByteStreamPointer.address(stream),
                  Natives.addressOf(buffer),
                  64,
                  callback.address()))
          .isZero();
      AsyncResult result = recording.awaitOnly().result();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.endRead(result))
          .withMessageContaining("EndRead");
      assertThat(stream.endRead(result)).isEqualTo(64);
      Pattern.assertHolds(buffer, 0, 64, 0);
      assertThatIllegalStateException().isThrownBy(() -> stream.endRead(result));
    }
    try (AsyncResult made = AsyncResult.create(null, recording, null)) {
      assertThatIllegalArgumentException().isThrownBy(() -> stream.endRead(made));
    }
  }

  @Test
  void aBorrowedStreamIsNotClosedAndAnAdoptedOneIs() throws Exception {
    try (ScriptedStream script = new ScriptedStream()) {
      long address = script.addReference();
      try (ByteStream borrowed = ByteStreamPointer.borrow(address)) {
        assertThat(script.references()).isEqualTo(3);
        assertThat(ByteStreamPointer.address(borrowed)).isEqualTo(address);
        assertThat(borrowed.length()).isZero();
      }
      assertThat(script.closed()).isZero();
      assertThat(script.references()).isEqualTo(2);
      ByteStream adopted = ByteStreamPointer.adopt(address);
      assertThat(script.references()).isEqualTo(2);
      adopted.close();
      assertThat(script.closed()).isEqualTo(1);
      assertThat(script.references()).isEqualTo(1);
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> ByteStreamPointer.address(adopted));
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> ByteStreamPointer.queryInterface(adopted, IUNKNOWN));
      script.answer(HResult.E_FAIL.code());
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> ByteStreamPointer.borrow(script.addReference()))
          .withMessageContaining("GetCapabilities");
      assertThat(ComProbe.release(address)).isEqualTo(1);
      script.answer(0);
    }
  }

  @Test
  void severalThreadsUseAndCloseOneObject() throws Exception {
    long result = ComProbe.newResult(0, 0);
    for (int round = 0; round < 200; round++) {
      ComObject object = ComObject.borrow(result);
      Thread closer = new Thread(object::close);
      closer.start();
      try {
        object.queryInterface(IUNKNOWN).ifPresent(ComObject::close);
      } catch (IllegalStateException closed) {
        assertThat(closed).hasMessageContaining("closed");
      }
      closer.join();
    }
    assertThat(ComProbe.release(result)).isZero();
  }
}
