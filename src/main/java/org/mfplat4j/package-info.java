/**
 * Media Foundation's asynchronous I/O: byte streams whose reads complete in a Java callback, on
 * Windows over mfplat.dll and on Linux over an engine of the library's own that behaves the same.
 *
 * <p>Priorities, in this order: correct to the reference count; Media Foundation's model,
 * untouched; natural Java on top; fast to the physical limit.
 *
 * <p><b>Threading.</b> Every type here may be used from any thread. Callbacks run on the platform's
 * queue threads, which are daemons; no method that begins an operation ever invokes a callback
 * itself. Once the JVM has begun to shut down, no callback is invoked any more and nothing new
 * begins.
 *
 * <p><b>Lifetime.</b> {@link org.mfplat4j.MediaFoundation} and {@link org.mfplat4j.ByteStream} are
 * closed by the code that opened them. Each {@link org.mfplat4j.AsyncResult} owns one reference:
 * one that a callback received is closed by its End method, one that was created by its creator. A
 * stream or a result that was forgotten is found by the garbage collector, released, and reported
 * to the {@link System.Logger} named {@code org.mfplat4j}; with the system property {@code
 * org.mfplat4j.trackLeaks=true} the report says where it was opened.
 *
 * <p><b>Errors.</b> A failed operation throws the exception that Java has for it, with the HRESULT
 * by name in the message and a {@link org.mfplat4j.MediaFoundationException} as its cause, or is
 * one. Mistakes of the caller are found before native code is entered. The end of a file is a read
 * of 0 bytes, not an error.
 */
@NullMarked
package org.mfplat4j;

import org.jspecify.annotations.NullMarked;
