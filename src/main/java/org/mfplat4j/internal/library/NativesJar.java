package org.mfplat4j.internal.library;

/**
 * Provided by each module that has a native library. Nothing looks it up: the library is found as a
 * resource, with modules and without. But the JVM resolves a module that provides a service which
 * is used, so the natives on the module path are there without being named, and {@code jlink
 * --bind-services} takes them along.
 */
public interface NativesJar {}
