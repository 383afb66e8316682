package org.mfplat4j.internal.reference;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mfplat4j.internal.jni.Natives;

/**
 * The one reference to an IMFAsyncResult that a Java object owns, from Invoke or from its creation
 * on, until somebody claims it to end or to release it: the user, or the net when the user forgot.
 * Any thread.
 */
public final class ResultHandle {
  // Those whose reference outlives the callback that received the result.
  private static final Set<ResultHandle> KEPT = ConcurrentHashMap.newKeySet();
  private static final int DESCRIBED = 8;

  // 0 when there is none. Taken away and added to under the lock of this, under which nothing but
  // AddRef is called.
  private volatile long address;
  // What address was first; written before it.
  private long first;
  // Under the lock of this. Not null while this is in KEPT.
  private @Nullable String keptFor;

  /**
   * Takes over the reference, where there is none. Others may ask for it at any time: those who
   * still have the handle of an operation whose objects are used again.
   */
  public void set(long result) {
    first = result;
    address = result;
  }

  /**
   * Says that the callback, or the creator, has left the result to be ended later: until then the
   * platform cannot be shut down without waiting.
   *
   * @param operation what the result is of, for messages
   */
  public synchronized void keep(String operation) {
    if (address != 0 && keptFor == null) {
      KEPT.add(this);
      keptFor = operation;
    }
  }

  /** How many results have been kept and not ended yet. */
  public static int keptCount() {
    return KEPT.size();
  }

  /** What results have been kept, the first few by name. */
  public static String describeKept() {
    String first =
        KEPT.stream().limit(DESCRIBED).map(ResultHandle::keptFor).collect(Collectors.joining(", "));
    return KEPT.size() > DESCRIBED ? first + ", …" : first;
  }

  private synchronized String keptFor() {
    return keptFor == null ? "one that has just been ended" : keptFor;
  }

  /** The address now; 0 when the reference is gone. */
  public long value() {
    return address;
  }

  /** The address for a hash code, which must stay the same: also when the reference is gone. */
  public long first() {
    long now = address;
    return now == 0 ? first : now;
  }

  /** Whether the reference is still here. */
  public boolean isPresent() {
    return address != 0;
  }

  /** The address, with a reference for the caller; 0 when the reference is gone. */
  public synchronized long reference() {
    long here = address;
    if (here != 0) {
      Natives.addReference(here);
    }
    return here;
  }

  /**
   * Lends the result to an action, during which it stays, also if another thread claims the
   * reference; false when that is gone. No lock is held meanwhile, as the result may be anybody's.
   */
  public boolean use(LongConsumer action) {
    long lent = reference();
    if (lent == 0) {
      return false;
    }
    try {
      action.accept(lent);
    } finally {
      Natives.release(lent);
    }
    return true;
  }

  /** Gives the reference to the one caller that gets something other than 0. */
  public synchronized long claim() {
    long claimed = address;
    // What comes between the two is not lost.
    if (claimed != 0) {
      address = 0;
      if (keptFor != null) {
        keptFor = null;
        KEPT.remove(this);
      }
    }
    return claimed;
  }
}
