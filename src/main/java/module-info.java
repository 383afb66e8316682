/** Media Foundation's asynchronous I/O for Java, on Windows and on Linux. */
module org.mfplat4j {
  // Annotations that its generator reads; not used at run time.
  requires static org.bytedeco.javacpp;
  requires static org.jspecify;
  // For AudioFormats alone.
  requires static java.desktop;

  exports org.mfplat4j;
  exports org.mfplat4j.com;
  exports org.mfplat4j.media;
  // How the process was started, and what is wrong with a machine.
  exports org.mfplat4j.internal.provider to
      org.mfplat4j.cli;
  exports org.mfplat4j.internal.text to
      org.mfplat4j.cli;
  exports org.mfplat4j.internal.library to
      org.mfplat4j.linux.x86_64,
      org.mfplat4j.windows.x86_64;

  uses org.mfplat4j.internal.library.NativesJar;
}
