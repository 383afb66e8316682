package org.mfplat4j.contract;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.mfplat4j.ByteStreamSource;
import org.mfplat4j.Capability;

/**
 * The kinds of sources that a byte stream written in Java can have, each with bytes of the pattern.
 */
enum SourceKind {
  BUFFER {
    @Override
    ByteStreamSource over(Path file) throws IOException {
      return ByteStreamSource.of(ByteBuffer.wrap(Files.readAllBytes(file)));
    }
  },
  DIRECT_BUFFER {
    @Override
    ByteStreamSource over(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      return ByteStreamSource.of(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }
  },
  FILE_CHANNEL {
    @Override
    ByteStreamSource over(Path file) throws IOException {
      return ByteStreamSource.of(FileChannel.open(file, READ, WRITE));
    }
  },
  CHANNEL {
    @Override
    ByteStreamSource over(Path file) throws IOException {
      return ByteStreamSource.of(new PlainChannel(FileChannel.open(file, READ, WRITE)));
    }
  },
  ASYNCHRONOUS_FILE_CHANNEL {
    @Override
    ByteStreamSource over(Path file) throws IOException {
      return ByteStreamSource.of(AsynchronousFileChannel.open(file, READ, WRITE));
    }
  },
  /** Gives at most 37 bytes at a time, on threads of its own. */
  BLOCKING_IN_PIECES {
    @Override
    ByteStreamSource over(Path file) throws IOException {
      return ByteStreamSource.blocking(
          new InPieces(FileChannel.open(file, READ, WRITE)), THREAD_EACH);
    }
  },
  RANGES(EnumSet.of(Trait.SEEKS, Trait.KNOWS_LENGTH)) {
    @Override
    ByteStreamSource over(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      return ByteStreamSource.ofRanges(
          bytes.length,
          (position, length) ->
              CompletableFuture.supplyAsync(() -> range(bytes, position, length), THREAD_EACH));
    }
  },
  RANGES_OF_UNKNOWN_LENGTH(EnumSet.of(Trait.SEEKS)) {
    @Override
    ByteStreamSource over(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      return ByteStreamSource.ofRanges(
          -1,
          (position, length) -> CompletableFuture.completedFuture(range(bytes, position, length)));
    }
  },
  INPUT_STREAM(EnumSet.noneOf(Trait.class)) {
    @Override
    ByteStreamSource over(Path file) throws IOException {
      return ByteStreamSource.of(new ByteArrayInputStream(Files.readAllBytes(file)));
    }
  };

  /** What not every kind can do. */
  enum Trait {
    WRITES,
    SEEKS,
    KNOWS_LENGTH
  }

  private static final Executor THREAD_EACH = task -> new Thread(task).start();

  private final Set<Trait> traits;

  SourceKind() {
    this(EnumSet.allOf(Trait.class));
  }

  SourceKind(Set<Trait> traits) {
    this.traits = traits;
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** A source of this kind with the bytes that are in the file now. */
  abstract ByteStreamSource over(Path file) throws IOException;

  private static ByteBuffer range(byte[] bytes, long position, int length) {
    int from = (int) Math.min(position, bytes.length);
    return ByteBuffer.wrap(bytes, from, Math.min(length, bytes.length - from));
  }

  /** A file channel that is not known for one. */
  private record PlainChannel(FileChannel file) implements SeekableByteChannel {
    @Override
    public int read(ByteBuffer destination) throws IOException {
      return file.read(destination);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return file.write(source);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      file.truncate(size);
      return this;
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private record InPieces(FileChannel file) implements ByteStreamSource.Blocking {
    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.READABLE, Capability.WRITABLE, Capability.SEEKABLE);
    }

    @Override
    public long length() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer destination, long position) throws IOException {
      return file.read(piece(destination), position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      return file.write(piece(source), position);
    }

    @Override
    public void setLength(long length) throws IOException {
      if (length <= file.size()) {
        file.truncate(length);
      } else {
        file.write(ByteBuffer.allocate(1), length - 1);
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }

    private static ByteBuffer piece(ByteBuffer buffer) {
      return buffer.slice(buffer.position(), Math.min(37, buffer.remaining()));
    }
  }
}
