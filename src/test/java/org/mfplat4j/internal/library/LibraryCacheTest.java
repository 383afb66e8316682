package org.mfplat4j.internal.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a content that is no library, so that each load ends with the error of the loader. */
class LibraryCacheTest {
  private static final byte[] CONTENT = "no library".getBytes();
  // printf 'no library' | sha256sum
  private static final String HASH =
      "a3bba07ee4d772d46d0f99f83549f754e8d42a91d4e258970547e29b0eb35101";

  private final Machine machine = Machine.ofThisProcess();

  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void name() {
    root = folder.resolve("caches").resolve("natives");
  }

  private Path loadInVain() {
    assertThatThrownBy(() -> new LibraryCache(root, machine).load(CONTENT))
        .isInstanceOf(UnsatisfiedLinkError.class)
        .hasMessageContaining("could not be loaded: it is not a library of this system");
    return root.resolve(HASH).resolve(machine.fileName());
  }

  @Test
  void theFolderIsNamedByTheHash() {
    assertThat(loadInVain()).hasBinaryContent(CONTENT);
  }

  @Test
  @Tag("linux-only")
  void theFoldersAreTheOwnersAlone() throws Exception {
    Path file = loadInVain();
    for (Path each : new Path[] {root, file.getParent()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rwx------");
    }
    // What others may write is not trusted as it is.
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    loadInVain();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
        .isEqualTo("rwx------");
  }

  @Test
  void aFileThatSomebodyHasSwappedIsReplaced() throws Exception {
    Path file = loadInVain();
    Files.writeString(file, "swapped");
    loadInVain();
    assertThat(file).hasBinaryContent(CONTENT);
  }

  @Test
  void nothingElseStays() throws Exception {
    Path file = loadInVain();
    assertThat(file.getParent().toFile().list()).containsExactly(machine.fileName());
    assertThat(root.toFile().list()).containsExactlyInAnyOrder(HASH, "lock");
  }

  @Test
  void aFolderThatCannotBeIsNamed() throws Exception {
    Files.createDirectories(root.getParent());
    Files.writeString(root, "in the way");
    assertThatThrownBy(() -> new LibraryCache(root, machine).load(CONTENT))
        .isInstanceOf(UnsatisfiedLinkError.class)
        .hasMessageContaining(root.toString())
        .hasMessageContaining("is not a folder");
  }

  @Test
  void theUsersFolderIsByTheSystemsRules() {
    Machine linux = new Machine("Linux", "amd64", "glibc");
    String home = folder.resolve("home").toString();
    Path set = folder.resolve("set");

    assertThat(LibraryCache.userFolder(linux, set.toString(), home))
        .isEqualTo(set.resolve("mfplat4j").resolve("natives"));
    for (String unset : new String[] {null, "", "relative"}) {
      assertThat(LibraryCache.userFolder(linux, unset, home))
          .isEqualTo(Path.of(home, ".cache", "mfplat4j", "natives"));
    }
    assertThat(LibraryCache.userFolder(new Machine("Windows 11", "amd64", "none"), null, home))
        .isEqualTo(Path.of(home, "AppData", "Local", "mfplat4j", "natives"));
    assertThat(LibraryCache.userFolder(linux, null, "?")).isNull();
  }

  @Test
  void whatWasNotUsedForLongIsSwept() throws Exception {
    LibraryCache cache = new LibraryCache(root, machine);
    Path old = other("1".repeat(64), Duration.ofDays(31));
    Path recent = other("2".repeat(64), Duration.ofDays(29));

    cache.sweep(root.resolve("own"), true);

    assertThat(old).doesNotExist();
    assertThat(recent.resolve(machine.fileName())).exists();
    assertThat(recent.resolve("left.part")).doesNotExist();
  }

  @Test
  void whatIsNotOursIsNotSwept() throws Exception {
    LibraryCache cache = new LibraryCache(root, machine);
    Path theirs = other("theirs", Duration.ofDays(31));
    Path ours = other("1".repeat(64), Duration.ofDays(31));
    Path notes = Files.writeString(ours.resolve("notes.txt"), "of the user's");
    Files.setLastModifiedTime(ours, FileTime.from(Instant.now().minus(Duration.ofDays(31))));

    cache.sweep(root.resolve("own"), true);

    assertThat(theirs.toFile().list()).containsExactlyInAnyOrder(machine.fileName(), "left.part");
    assertThat(ours.toFile().list()).containsExactly(notes.getFileName().toString());
  }

  private Path other(String name, Duration age) throws Exception {
    Path other = Files.createDirectories(root.resolve(name));
    Files.writeString(other.resolve(machine.fileName()), "old");
    Files.writeString(other.resolve("left.part"), "half");
    Files.setLastModifiedTime(other, FileTime.from(Instant.now().minus(age)));
    return other;
  }
}
