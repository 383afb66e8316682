/** The command line: the first user of the library. */
module org.mfplat4j.cli {
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires org.mfplat4j;
  requires static org.jspecify;

  opens org.mfplat4j.cli to
      info.picocli;
}
