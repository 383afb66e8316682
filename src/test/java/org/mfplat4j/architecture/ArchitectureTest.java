package org.mfplat4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mfplat4j.internal.reference.LeakNet;

/** Facts of the architecture that compiled classes show. */
@Tag("engine-free")
class ArchitectureTest {
  private static final String PUBLIC = "org.mfplat4j";
  private static final String MEDIA = "org.mfplat4j.media";
  private static final String INTERNAL = "org.mfplat4j.internal..";
  private static final String CLI = "org.mfplat4j.cli..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          // The command line is compiled beside its tests.
          .withImportOption(location -> !location.contains("/test-classes/") || isProgram(location))
          .importPackages(PUBLIC);

  private static boolean isProgram(Location location) {
    return location.matches(Pattern.compile(".*/org/mfplat4j/cli/.*"))
        && !location.matches(Pattern.compile(".*/(\\w+Test|CommandLineRun)(\\$\\w+)?\\.class"));
  }

  @Test
  void nativeMethodsAreInOneClass() {
    noMethods()
        .that()
        .areDeclaredInClassesThat()
        .doNotHaveFullyQualifiedName("org.mfplat4j.internal.jni.Natives")
        .should()
        .haveModifier(JavaModifier.NATIVE)
        .because("Natives is the one door to native code")
        .check(CLASSES);
    methods()
        .that()
        .areDeclaredIn("org.mfplat4j.internal.jni.Natives")
        .should()
        .beStatic()
        .because("native methods take addresses, not objects whose peers might be collected")
        .check(CLASSES);
  }

  /** From the lowest room to the highest: each may use those before it. */
  private static final List<String> ROOMS =
      List.of(
          "hresult",
          "library",
          "jni",
          "text",
          "reference",
          "platform",
          "buffer",
          "operation",
          "queue",
          "callback",
          "transfer",
          "event",
          "stream",
          "source",
          "media",
          "file",
          "provider");

  @Test
  void theApiKnowsOneDoor() {
    noClasses()
        .that()
        .resideInAnyPackage(
            PUBLIC, "org.mfplat4j.com..", "org.mfplat4j.media..", "org.mfplat4j.spi..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(INTERNAL)
        .because("the API finds its implementation through org.mfplat4j.spi, by name")
        .check(CLASSES);
  }

  @Test
  void roomsDependOneWay() {
    Set<String> upwards = new TreeSet<>();
    Set<String> seen = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String room = room(type);
      if (room == null) {
        continue;
      }
      seen.add(room);
      for (Dependency use : type.getDirectDependenciesFromSelf()) {
        String used = room(use.getTargetClass());
        if (used != null && ROOMS.indexOf(used) > ROOMS.indexOf(room)) {
          upwards.add(type.getName() + " uses " + use.getTargetClass().getName());
        }
      }
    }
    assertThat(upwards).as("a lower room knows no higher one").isEmpty();
    assertThat(seen).as("each room has its place in the order").hasSameElementsAs(ROOMS);
  }

  /** The room of a type, or null for one outside. */
  private static @Nullable String room(JavaClass type) {
    String prefix = "org.mfplat4j.internal";
    String name = type.getPackageName();
    if (!name.startsWith(prefix)) {
      return null;
    }
    return name.equals(prefix) ? "" : name.substring(prefix.length() + 1);
  }

  @Test
  void theCommandLineUsesThePublicApiOnly() {
    noClasses()
        .that()
        .resideInAPackage(CLI)
        // How a program was started is no matter of Media Foundation.
        .and()
        .doNotHaveSimpleName("Arguments")
        // What is wrong inside is asked inside.
        .and()
        .doNotHaveSimpleName("DoctorCommand")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(INTERNAL, "org.bytedeco..")
        .because("the command line is the first user of the public API")
        .check(CLASSES);
  }

  @Test
  void theLibraryDoesNotKnowTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CLI, "picocli..", "me.tongfei..")
        .because("the library has no dependency at run time")
        .check(CLASSES);
  }

  @Test
  void onlyTheInternalPackageKnowsJavaCpp() {
    noClasses()
        .that()
        .resideInAPackage(PUBLIC)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .because("a Pointer in the API would be somebody's dangling pointer")
        .check(CLASSES);
  }

  @Test
  void noPublicSignatureMentionsInternals() {
    DescribedPredicate<JavaClass> internal = JavaClass.Predicates.resideInAPackage(INTERNAL);
    Set<String> leaks = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (!Set.of(PUBLIC, "org.mfplat4j.com", MEDIA).contains(type.getPackageName())
          || !type.getModifiers().contains(JavaModifier.PUBLIC)) {
        continue;
      }
      for (JavaCodeUnit unit : type.getCodeUnits()) {
        if (isExported(unit.getModifiers())
            && (internal.test(unit.getRawReturnType())
                || unit.getRawParameterTypes().stream().anyMatch(internal)
                || unit.getExceptionTypes().stream().anyMatch(internal))) {
          leaks.add(unit.getFullName());
        }
      }
      for (JavaField field : type.getFields()) {
        if (isExported(field.getModifiers()) && internal.test(field.getRawType())) {
          leaks.add(field.getFullName());
        }
      }
      if (type.getRawSuperclass().filter(internal).isPresent()
          || type.getRawInterfaces().stream().anyMatch(internal)) {
        leaks.add(type.getFullName());
      }
    }
    assertThat(leaks).as("internals are not exported: a user could not name them").isEmpty();
  }

  private static boolean isExported(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  @Test
  void whatIsClosedForgetsItsCleaner() {
    Set<String> keeping = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      boolean watched = calls(type, LeakNet.class.getName(), "watch");
      if (watched
          && type.isAssignableTo(AutoCloseable.class)
          && !calls(type, Cleaner.Cleanable.class.getName(), "clean")) {
        keeping.add(type.getName());
      }
    }
    assertThat(keeping).as("closed, they would stay registered until they are collected").isEmpty();
  }

  private static boolean calls(JavaClass type, String owner, String method) {
    return type.getMethodCallsFromSelf().stream()
        .anyMatch(
            call -> call.getTargetOwner().getName().equals(owner) && call.getName().equals(method));
  }

  @Test
  void nothingNeedsModulesThatSmallRuntimesLack() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.lang.management..", "javax.management..", "sun.misc..", "jdk.jfr..")
        .because("the library runs on java.base alone")
        .check(CLASSES);
  }

  @Test
  void theLibraryLogsThroughTheSystemLogger() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..")
        .because("a library brings no logging along")
        .check(CLASSES);
  }
}
