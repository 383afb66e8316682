package org.mfplat4j.internal;

import java.util.List;

/**
 * The classes of this library whose initialisers make something. A class whose initialiser has
 * failed, for want of memory for example, is unusable until the process ends; so all are
 * initialised when the library is loaded, once there is memory for that. A test keeps the list
 * complete.
 */
final class Holders {
  /** Relative to the package of the library. */
  static final List<String> NAMES =
      List.of(
          "AccessMode",
          "AsyncResult",
          "AsynchronousChannelView",
          "AttributeType",
          "Attributes",
          "ByteStream",
          "CallbackFlag",
          "CallbackObject",
          "CallbackParameters",
          "Capability",
          "CursorTurns",
          "Delivery",
          "EventTakers",
          "FileFlag",
          "FileToOpen",
          "FutureOptions",
          "HResult",
          "JavaByteStream$Options",
          "MediaEvent",
          "MediaEventType",
          "MediaFoundation$Life",
          "NativeMediaEvent",
          "OpenMode",
          "OperationFuture",
          "OperationFuture$Stopper",
          "PendingRegistration$Kind",
          "PlatformEnd",
          "PublisherView$Reading",
          "QueueTask",
          "QueueTask$Repeat",
          "RetiredQueues",
          "SeekFlag",
          "SeekOrigin",
          "SpareTransfers",
          "TaskBatch",
          "TransferBuffer",
          "TransferKind",
          "WorkQueue",
          "WorkQueueType",
          "internal.BriefSpin",
          "internal.DirectBufferPool",
          "internal.HResultTable",
          "internal.JavaObjects",
          "internal.LeakNet",
          "internal.NativeLibrary$Use",
          "internal.NativePath",
          "internal.NativePath$WorkingDirectory",
          "internal.PendingOperations",
          "internal.PeriodicTicks",
          "internal.ResultHandle",
          "internal.Upcall",
          "internal.library.LibraryCache",
          "internal.library.Machine",
          "internal.source.AttachedSource",
          "internal.source.ChannelProbe",
          "internal.source.SourceThreads$Shared",
          "internal.source.SourceTransfer",
          "internal.source.SourceTransfer$Progress");

  private Holders() {}
}
