package org.mfplat4j;

/**
 * A callback for reading or writing on and on without garbage: what the library needs for one read
 * or write, the {@link AsyncResult} included, is used again for a later one that begins with such a
 * callback.
 *
 * <pre>{@code
 * class Pump implements ReusableCallback {
 *   public void invoke(AsyncResult result) throws IOException {
 *     int count = stream.endRead(result);   // from here on, the result is not to be used
 *     position += count;
 *     if (count > 0) stream.beginRead(position, buffer.clear(), this, null);
 *   }
 * }
 * }</pre>
 *
 * <p>The price: <b>a result that was ended may be another operation's as soon as {@link #invoke}
 * has returned</b>. Do not keep it; with any other callback, an ended result stays what it was. One
 * that is not ended within {@code invoke} may be kept and ended later, as ever, and is not used
 * again; nor is that of an {@code invoke} that throws. Who breaks the rule sees another operation's
 * status, or ends another operation too early, whose callback then gets an {@link
 * IllegalStateException}; buffers and references stay safe.
 *
 * <p>A loop of reads makes some objects when it starts, and none later, but for a few where threads
 * meet. What is kept between two reads has neither callback nor buffer nor state, and there is
 * little of it, whatever was in flight.
 *
 * <p><b>Threading.</b> As {@link AsyncCallback}: one such callback may serve any number of
 * operations at the same time.
 */
@FunctionalInterface
public interface ReusableCallback extends AsyncCallback {}
