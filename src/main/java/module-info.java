/** Media Foundation's asynchronous I/O for Java, on Windows and on Linux. */
module org.mfplat4j {
  // Annotations that its generator reads; not used at run time.
  requires static org.bytedeco.javacpp;
  requires static org.jspecify;
  // For the command line, which brings them along in a jar of its own.
  requires static info.picocli;
  requires static me.tongfei.progressbar;
  // For AudioFormats alone.
  requires static java.desktop;

  exports org.mfplat4j;
  exports org.mfplat4j.com;
  exports org.mfplat4j.media;
  exports org.mfplat4j.internal.library to
      org.mfplat4j.linux.x86_64,
      org.mfplat4j.windows.x86_64;

  uses org.mfplat4j.internal.library.NativesJar;

  opens org.mfplat4j.cli to
      info.picocli;
}
