package org.mfplat4j.internal.source;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs tasks one after the other on the threads of another executor. Tasks must not throw. */
public final class SerialExecutor implements Executor {
  private final Executor threads;
  // Guarded by tasks. A task is in the queue until it has run; nothing blocks under this lock.
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  /** Over the threads of another. */
  public SerialExecutor(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (tasks.size() > 1) {
        return;
      }
      try {
        // Under the lock, so that no task relies on a thread that there is no memory for.
        threads.execute(this::drain);
      } catch (Throwable refused) {
        tasks.remove();
        throw refused;
      }
    }
  }

  private void drain() {
    for (Runnable task = head(); task != null; task = next()) {
      task.run();
    }
  }

  private @Nullable Runnable head() {
    synchronized (tasks) {
      return tasks.peek();
    }
  }

  private @Nullable Runnable next() {
    synchronized (tasks) {
      tasks.remove();
      return tasks.peek();
    }
  }
}
