package org.mfplat4j.internal.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.mfplat4j.Capability;

/** Finds out what a channel was opened for, which channels do not say, by transferring nothing. */
final class ChannelProbe {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  @FunctionalInterface
  interface Transfer {
    void transfer(ByteBuffer nothing) throws IOException;
  }

  private ChannelProbe() {}

  static Set<Capability> capabilities(Transfer read, Transfer write, boolean isFile) {
    EnumSet<Capability> capabilities = EnumSet.of(Capability.SEEKABLE);
    if (allows(read)) {
      capabilities.add(Capability.READABLE);
    }
    if (allows(write)) {
      capabilities.add(Capability.WRITABLE);
    }
    if (isFile) {
      capabilities.add(Capability.DOES_NOT_USE_NETWORK);
    }
    return Collections.unmodifiableSet(capabilities);
  }

  private static boolean allows(Transfer transfer) {
    try {
      transfer.transfer(NOTHING.duplicate());
    } catch (NonReadableChannelException | NonWritableChannelException e) {
      return false;
    } catch (IOException e) {
      // Not for lack of permission: the first transfer will say what it is.
      return true;
    }
    return true;
  }
}
