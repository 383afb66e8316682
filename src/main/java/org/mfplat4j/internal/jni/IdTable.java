package org.mfplat4j.internal.jni;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What native code has in hand, by id. The ids cross to native code instead of references: one that
 * is stale finds nothing.
 *
 * <p>An id is a slot and the slot's generation, so that it is never used twice (in practice: 2^32
 * times the same slot). Nothing is boxed and nothing is allocated once the table has grown.
 *
 * <p>Not safe for use by several threads: the owner of a table guards it.
 */
final class IdTable<T> {
  private static final int INITIAL_SLOTS = 64;

  private @Nullable Object[] entries = new Object[0];
  private int[] generations = new int[0];
  // The free slots form a stack.
  private int[] free = new int[0];
  private int freeCount;

  /** Keeps the entry reachable until its id is removed. */
  long add(T entry) {
    if (freeCount == 0) {
      grow();
    }
    int slot = free[--freeCount];
    entries[slot] = entry;
    return ((long) generations[slot] << Integer.SIZE) | slot;
  }

  /** The entry with this id; null when it was removed, or never was. */
  @Nullable T get(long id) {
    int slot = (int) id;
    if (slot < 0 || slot >= entries.length || generations[slot] != (int) (id >>> Integer.SIZE)) {
      return null;
    }
    @SuppressWarnings("unchecked") // Only add puts something into the array.
    T entry = (T) entries[slot];
    return entry;
  }

  /** The entry with this id, once. */
  @Nullable T remove(long id) {
    T entry = get(id);
    if (entry != null) {
      int slot = (int) id;
      entries[slot] = null;
      generations[slot]++;
      free[freeCount++] = slot;
    }
    return entry;
  }

  /** Removes the entries that are asked for, and gives them to the caller. */
  List<T> removeIf(Predicate<T> wanted) {
    List<T> removed = new ArrayList<>();
    for (int slot = 0; slot < entries.length; slot++) {
      T entry = get(((long) generations[slot] << Integer.SIZE) | slot);
      if (entry != null && wanted.test(entry)) {
        removed.add(entry);
        remove(((long) generations[slot] << Integer.SIZE) | slot);
      }
    }
    return removed;
  }

  int count() {
    return entries.length - freeCount;
  }

  @SuppressWarnings("unchecked") // As in get.
  Stream<T> stream() {
    return (Stream<T>) Arrays.stream(entries).filter(Objects::nonNull);
  }

  private void grow() {
    int before = entries.length;
    int after = Math.max(INITIAL_SLOTS, before * 2);
    // All or nothing: there may be no memory for the second or the third.
    var grownEntries = Arrays.copyOf(entries, after);
    var grownGenerations = Arrays.copyOf(generations, after);
    var grownFree = Arrays.copyOf(free, after);
    entries = grownEntries;
    generations = grownGenerations;
    free = grownFree;
    for (int slot = after - 1; slot >= before; slot--) {
      free[freeCount++] = slot;
    }
  }
}
