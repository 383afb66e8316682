/** Media Foundation's asynchronous I/O for Java, on Windows and on Linux. */
module org.mfplat4j {
  // Annotations that its generator reads; not used at run time.
  requires static org.bytedeco.javacpp;
  requires static org.jspecify;
  // For the command line, which brings them along in a jar of its own.
  requires static info.picocli;
  requires static me.tongfei.progressbar;

  exports org.mfplat4j;

  opens org.mfplat4j.cli to
      info.picocli;
}
