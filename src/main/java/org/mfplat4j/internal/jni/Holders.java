package org.mfplat4j.internal.jni;

import java.util.List;

/**
 * The classes of this library whose initialisers make something. A class whose initialiser has
 * failed, for lack of memory for example, is unusable until the process ends; so all are
 * initialised when the library is loaded, once there is memory for that. A test keeps the list
 * complete.
 */
final class Holders {
  /** Relative to the package of the library. */
  static final List<String> NAMES =
      List.of(
          "AttributeType",
          "Attributes",
          "CallbackFlag",
          "CallbackParameters",
          "Capability",
          "FileAccess",
          "FileFlag",
          "FutureOptions",
          "HResult",
          "JavaByteStream$Options",
          "MediaEvent",
          "MediaEventType",
          "OpenMode",
          "SeekFlag",
          "SeekOrigin",
          "WorkQueue",
          "WorkQueueType",
          "com.AsyncResultPointer",
          "com.ByteStreamPointer",
          "com.CallbackObject",
          "internal.buffer.DirectBufferPool",
          "internal.event.EventTakers",
          "internal.event.NativeMediaEvent",
          "internal.file.FileToOpen",
          "internal.hresult.HResultTable",
          "internal.jni.JavaObjects",
          "internal.jni.NativeLibrary$Use",
          "internal.jni.PendingOperations",
          "internal.jni.PeriodicTicks",
          "internal.jni.Upcall",
          "internal.library.LibraryCache",
          "internal.library.Machine",
          "internal.operation.Delivery",
          "internal.operation.OperationFuture",
          "internal.operation.OperationFuture$Stopper",
          "internal.media.BufferViews",
          "internal.media.OpenReader",
          "internal.media.ReaderOperation$Drop",
          "internal.media.ReaderOperations",
          "internal.operation.OwnedResult",
          "internal.operation.PutOrder",
          "internal.platform.PlatformEnd",
          "internal.platform.PlatformState$Life",
          "internal.platform.RetiredQueues",
          "internal.provider.BriefSpin",
          "internal.queue.NativeWorkQueue",
          "internal.queue.PendingRegistration$Kind",
          "internal.queue.QueueTask",
          "internal.queue.QueueTask$Repeat",
          "internal.queue.TaskBatch",
          "internal.reference.LeakNet",
          "internal.reference.ResultHandle",
          "internal.source.AttachedSource",
          "internal.source.ChannelProbe",
          "internal.source.SourceThreads$Shared",
          "internal.source.SourceTransfer",
          "internal.source.SourceTransfer$Progress",
          "internal.stream.AsynchronousChannelView",
          "internal.stream.NativeByteStream",
          "internal.stream.PublisherView$Reading",
          "internal.text.NativePath",
          "internal.text.NativePath$WorkingDirectory",
          "internal.transfer.CursorTurns",
          "internal.transfer.SpareTransfers",
          "internal.transfer.TransferBuffer",
          "internal.transfer.TransferKind",
          "media.MediaAttribute",
          "media.MediaFormat",
          "media.ReadFlag");

  private Holders() {}
}
