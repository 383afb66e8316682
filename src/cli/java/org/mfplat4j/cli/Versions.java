package org.mfplat4j.cli;

import picocli.CommandLine.IVersionProvider;

/** What runs here: the library, Java, the system. */
final class Versions implements IVersionProvider {
  /** The library's version, from the jar's manifest; classes outside of a jar have none. */
  static String library() {
    String version = Versions.class.getPackage().getImplementationVersion();
    return version == null ? "(not from a jar)" : version;
  }

  static String java() {
    return System.getProperty("java.version")
        + " ("
        + System.getProperty("java.vendor")
        + ", "
        + System.getProperty("java.vm.name")
        + ")";
  }

  static String system() {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + " "
        + System.getProperty("os.arch");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"mfplat4j " + library(), "Java " + java(), system()};
  }
}
