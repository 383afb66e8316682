/** mfplat4j with the native libraries of its platforms, which are found by themselves. */
module org.mfplat4j.platform {
  requires transitive org.mfplat4j;
}
