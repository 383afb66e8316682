package org.mfplat4j.model;

import org.mfplat4j.SeekOrigin;

/**
 * One thing to do with a stream. What a step prints is what is read of a sequence that failed.
 *
 * <p>Every step may come at any time: on a closed stream, whatever is in flight.
 */
interface Step {
  void run(ModelledStream stream) throws Exception;

  record Read(int size, boolean direct) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.read(ModelledStream.AT_CURSOR, size, direct);
    }
  }

  record Write(int size, int seed, boolean direct) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.write(ModelledStream.AT_CURSOR, size, seed, direct);
    }
  }

  record BeginRead(int size, boolean direct) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.beginRead(ModelledStream.AT_CURSOR, size, direct);
    }
  }

  record BeginWrite(int size, int seed, boolean direct) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.beginWrite(ModelledStream.AT_CURSOR, size, seed, direct);
    }
  }

  record ReadAt(int position, int size, boolean direct) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.read(position, size, direct);
    }
  }

  record WriteAt(int position, int size, int seed, boolean direct) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.write(position, size, seed, direct);
    }
  }

  record BeginReadAt(int position, int size, boolean direct) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.beginRead(position, size, direct);
    }
  }

  record BeginWriteAt(int position, int size, int seed, boolean direct) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.beginWrite(position, size, seed, direct);
    }
  }

  /** Ends one of the operations that have begun, if there are any: not always the oldest. */
  record End(int which) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.end(which);
    }
  }

  record SetPosition(int position) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.position(position);
    }
  }

  record Seek(SeekOrigin origin, int offset) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.seek(origin, offset);
    }
  }

  /** A seek that goes nowhere and cancels what is in flight. */
  record Cancel() implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.cancel();
    }
  }

  record SetLength(int length) implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.length(length);
    }
  }

  record Flush() implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.flush();
    }
  }

  /** Asks for the length, and whether the position is at the end. */
  record AskLength() implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.askLength();
    }
  }

  record Close() implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.close();
    }
  }

  /** Opens the file again, if the stream is closed, once everything that began on it has ended. */
  record Reopen() implements Step {
    @Override
    public void run(ModelledStream stream) throws Exception {
      stream.reopen();
    }
  }
}
