package org.mfplat4j.internal.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;

/** A channel with a position of its own, which is moved for each read and write. */
public final class ChannelSource implements ByteStreamSource.Blocking {
  private final SeekableByteChannel channel;
  private final Set<Capability> capabilities;
  // Between moving the channel's position and using it. Not taken by close, which ends a transfer.
  private final ReentrantLock lock = new ReentrantLock();
  // Held for reading by writes to files, which take positions and run side by side; for writing
  // while the file is made longer. Taken after lock.
  private final ReentrantReadWriteLock extension = new ReentrantReadWriteLock();

  private ChannelSource(SeekableByteChannel channel, Set<Capability> capabilities) {
    this.channel = channel;
    this.capabilities = capabilities;
  }

  /** Over this channel, with the capabilities that it shows. */
  public static ChannelSource over(SeekableByteChannel channel) {
    Objects.requireNonNull(channel, "channel");
    Set<Capability> capabilities =
        ChannelProbe.capabilities(channel::read, channel::write, channel instanceof FileChannel);
    return new ChannelSource(channel, capabilities);
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public long length() throws IOException {
    return channel.size();
  }

  @Override
  public int read(ByteBuffer destination, long position) throws IOException {
    if (channel instanceof FileChannel file) {
      return file.read(destination, position);
    }
    lock.lock();
    try {
      return channel.position(position).read(destination);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    if (channel instanceof FileChannel file) {
      extension.readLock().lock();
      try {
        return file.write(source, position);
      } finally {
        extension.readLock().unlock();
      }
    }
    lock.lock();
    try {
      return channel.position(position).write(source);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void setLength(long length) throws IOException {
    lock.lock();
    try {
      if (length > channel.size()) {
        extend(length);
      } else {
        channel.truncate(length);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Channels cannot be extended but by writing. Under the lock. */
  private void extend(long length) throws IOException {
    extension.writeLock().lock();
    try {
      // Asked again: a write may have come so far meanwhile, whose last byte is not to become 0.
      if (length > channel.size()) {
        channel.position(length - 1).write(ByteBuffer.allocate(1));
      }
    } finally {
      extension.writeLock().unlock();
    }
  }

  @Override
  public void flush() throws IOException {
    if (channel instanceof FileChannel file) {
      file.force(false);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
