package org.mfplat4j.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What java.lang.foreign makes of the same crossings. It came after the Java version that this is
 * written in, so it is set up by reflection; what is measured is not.
 */
final class FfmCrossings {
  private static final int FIRST_VERSION = 22;

  private FfmCrossings() {}

  static boolean areThere() {
    return Runtime.version().feature() >= FIRST_VERSION;
  }

  /** A handle of type {@code (long)long} on a C function of the benchmark's library. */
  static MethodHandle downcall(String function) throws ReflectiveOperationException {
    Class<?> lookupType = Class.forName("java.lang.foreign.SymbolLookup");
    Object lookup =
        lookupType
            .getMethod("libraryLookup", Path.class, Class.forName("java.lang.foreign.Arena"))
            .invoke(null, Path.of(System.getProperty("mfplat4j.bench.library")), globalArena());
    Optional<?> symbol =
        (Optional<?>) lookupType.getMethod("find", String.class).invoke(lookup, function);
    return (MethodHandle)
        linkerMethod("downcallHandle", "MemorySegment", "FunctionDescriptor")
            .invoke(linker(), symbol.orElseThrow(), longToLong(), noOptions());
  }

  /** The address of a C function that calls a static method of type {@code (long)void}. */
  static long upcall(MethodHandles.Lookup lookup, Class<?> type, String method)
      throws ReflectiveOperationException {
    MethodHandle target =
        lookup.findStatic(type, method, MethodType.methodType(void.class, long.class));
    Method upcallStub =
        Class.forName("java.lang.foreign.Linker")
            .getMethod(
                "upcallStub",
                MethodHandle.class,
                Class.forName("java.lang.foreign.FunctionDescriptor"),
                Class.forName("java.lang.foreign.Arena"),
                noOptions().getClass());
    Object stub = upcallStub.invoke(linker(), target, longToNothing(), globalArena(), noOptions());
    return (long)
        Class.forName("java.lang.foreign.MemorySegment").getMethod("address").invoke(stub);
  }

  private static Object linker() throws ReflectiveOperationException {
    return Class.forName("java.lang.foreign.Linker").getMethod("nativeLinker").invoke(null);
  }

  private static Method linkerMethod(String name, String first, String second)
      throws ReflectiveOperationException {
    return Class.forName("java.lang.foreign.Linker")
        .getMethod(
            name,
            Class.forName("java.lang.foreign." + first),
            Class.forName("java.lang.foreign." + second),
            noOptions().getClass());
  }

  private static Object globalArena() throws ReflectiveOperationException {
    return Class.forName("java.lang.foreign.Arena").getMethod("global").invoke(null);
  }

  private static Object noOptions() throws ReflectiveOperationException {
    return Array.newInstance(Class.forName("java.lang.foreign.Linker$Option"), 0);
  }

  private static Object longLayout() throws ReflectiveOperationException {
    return Class.forName("java.lang.foreign.ValueLayout").getField("JAVA_LONG").get(null);
  }

  private static Object longs() throws ReflectiveOperationException {
    Object layouts = Array.newInstance(Class.forName("java.lang.foreign.MemoryLayout"), 1);
    Array.set(layouts, 0, longLayout());
    return layouts;
  }

  private static Object longToLong() throws ReflectiveOperationException {
    return Class.forName("java.lang.foreign.FunctionDescriptor")
        .getMethod("of", Class.forName("java.lang.foreign.MemoryLayout"), longs().getClass())
        .invoke(null, longLayout(), longs());
  }

  private static Object longToNothing() throws ReflectiveOperationException {
    return Class.forName("java.lang.foreign.FunctionDescriptor")
        .getMethod("ofVoid", longs().getClass())
        .invoke(null, longs());
  }
}
