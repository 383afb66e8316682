package org.mfplat4j.internal.operation;

import org.mfplat4j.AsyncResult;

/** A callback with a COM object, as operations see it: it may be one of native code. */
public interface NativeCallback {
  /** Whether native code implements it. */
  boolean isNative();

  /** Keeps the COM object, also when the callback is closed, until {@link #release}. */
  void acquire();

  /** Ends what {@link #acquire} began. */
  void release();

  /** Invokes a callback of native code; the caller has acquired it. */
  void invokeLeased(AsyncResult result);

  /** The COM object's address, with a reference for the caller. */
  long reference();
}
