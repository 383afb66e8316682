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
 *     if (count > 0) stream.beginRead(buffer.clear(), position, this);
 *   }
 * }
 * }</pre>
 *
 * <p>The price: <b>a result that was ended within {@link #invoke} may be another operation's as
 * soon as that has returned</b>, anywhere in the process. Do not keep it, and let no other thread
 * use it by then. With any other callback an ended result stays what it was. Code that breaks the
 * rule sees the status, state and cause of another operation, or ends that one, whose own End then
 * has an {@link IllegalStateException}; memory and references stay safe.
 *
 * <p>Not used again is the result of an {@code invoke} that does not itself end the operation, or
 * that throws: such a result may be kept and ended later, as ever.
 *
 * <p>A loop of reads into direct buffers makes some objects when it starts and none later, except
 * for a few where an operation completes before its Begin has returned. Heap buffers cost a small
 * object each time, and Wine's way to the positions some more. What is kept between two operations
 * has neither callback nor buffer nor state, and there is little of it, whatever was in flight.
 *
 * <p><b>Threading.</b> As {@link AsyncCallback}: one such callback may serve any number of
 * operations at the same time.
 */
@FunctionalInterface
public interface ReusableCallback extends AsyncCallback {}
