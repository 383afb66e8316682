package org.mfplat4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The enums carry the values of Microsoft's headers. */
@Tag("engine-free")
class EnumValuesTest {
  @Test
  void accessModes() {
    assertThat(values(FileAccess.values(), FileAccess::value)).containsExactly(1, 2, 3);
  }

  @Test
  void openModes() {
    assertThat(values(OpenMode.values(), OpenMode::value)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void fileFlags() {
    assertThat(values(FileFlag.values(), FileFlag::value)).containsExactly(1, 2);
  }

  @Test
  void seekOrigins() {
    assertThat(values(SeekOrigin.values(), SeekOrigin::value)).containsExactly(0, 1);
  }

  @Test
  void capabilities() {
    assertThat(values(Capability.values(), Capability::value))
        .containsExactly(1, 2, 4, 8, 0x80, 0x100, 0x200, 0x400, 0x800);
  }

  @Test
  void attributeTypes() {
    assertThat(values(AttributeType.values(), AttributeType::value))
        .containsExactly(19, 21, 5, 72, 31, 0x1011, 13);
  }

  @Test
  void callbackFlags() {
    assertThat(values(CallbackFlag.values(), CallbackFlag::value)).containsExactly(1, 2, 4, 8);
  }

  private static <E> int[] values(E[] constants, ToIntFunction<E> value) {
    return Arrays.stream(constants).mapToInt(value).toArray();
  }
}
