#include "bridge/buffers.h"

#include <cstddef>

#include "bridge/flat.h"
#include "mfplat/platform.h"

namespace bridge {

std::int64_t addressOf(jobject buffer) noexcept { return Jvm::Get().AddressOf(buffer); }

void adviseHugePages(std::int64_t memory, std::int64_t size) noexcept {
  mfplat::AdviseHugePages(At<void>(memory), static_cast<std::size_t>(size));
}

}  // namespace bridge
