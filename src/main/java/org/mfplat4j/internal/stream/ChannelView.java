package org.mfplat4j.internal.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.mfplat4j.ByteStream;
import org.mfplat4j.Capability;

/**
 * A stream as {@link ByteStream#asChannel} gives it.
 *
 * <p><b>Threading.</b> One operation at a time; others wait, except for {@code close}.
 */
final class ChannelView implements SeekableByteChannel {
  private final NativeByteStream stream;
  // Makes truncate, which is several calls of the stream, atomic for the users of this channel.
  private final ReentrantLock lock = new ReentrantLock();

  ChannelView(NativeByteStream stream) {
    this.stream = stream;
  }

  @Override
  public int read(ByteBuffer destination) throws IOException {
    lock.lock();
    try {
      boolean hasRoom = destination.hasRemaining();
      int count = stream.read(destination);
      return count == 0 && hasRoom ? -1 : count;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    lock.lock();
    try {
      int count = source.remaining();
      OutputView.writeWhole(stream, source);
      return count;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long position() throws IOException {
    lock.lock();
    try {
      return stream.position();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    lock.lock();
    try {
      stream.position(position);
      return this;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long size() throws IOException {
    lock.lock();
    try {
      return stream.length();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    if (size < 0) {
      throw new IllegalArgumentException("the size is negative: " + size);
    }
    lock.lock();
    try {
      // Asked here, since a size that changes nothing never gets as far as the stream.
      if (!stream.capabilities().contains(Capability.WRITABLE)) {
        throw new NonWritableChannelException();
      }
      if (size < stream.length()) {
        stream.length(size);
      }
      if (size < stream.position()) {
        stream.position(size);
      }
      return this;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isOpen() {
    return !stream.handle().isClosed();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
