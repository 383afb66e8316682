// The flat functions for transfers with a position of their own, and for those that can be stopped.
// The rules of flat_functions.h hold.
#pragma once

#include "bridge/flat_functions.h"

namespace bridge {

// The stream's mfplat::PositionalStream, valid as long as the stream is; 0 when it has none. One
// that has takes its position when a transfer begins.
std::int64_t positionalStream(std::int64_t stream) noexcept;

// Its methods; `stream` is what positionalStream gave. Where a position is asked for, −1 is the
// cursor's. The id is the key by which stopTransfer finds the transfer.
CountOrError readAt(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                    std::int32_t size) noexcept;
CountOrError writeAt(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                     std::int32_t size) noexcept;
std::int32_t beginReadAt(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                         std::int32_t size, std::int64_t id, std::int64_t key, std::int32_t flags,
                         std::int32_t queue) noexcept;
std::int32_t beginWriteAt(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                          std::int32_t size, std::int64_t id, std::int64_t key, std::int32_t flags,
                          std::int32_t queue) noexcept;
// S_OK: it was asked to stop. S_FALSE: it cannot be.
std::int32_t stopTransfer(std::int64_t stream, std::int64_t key) noexcept;

// The same for every other stream: by moving its position and moving it back. The caller lets
// no other thread use the position meanwhile.
CountOrError seekAndRead(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                         std::int32_t size) noexcept;
CountOrError seekAndWrite(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                          std::int32_t size) noexcept;
std::int32_t seekAndBeginRead(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                              std::int32_t size, std::int64_t id, std::int32_t flags,
                              std::int32_t queue) noexcept;
std::int32_t seekAndBeginWrite(std::int64_t stream, std::int64_t position, std::int64_t buffer,
                               std::int32_t size, std::int64_t id, std::int32_t flags,
                               std::int32_t queue) noexcept;

// Completes an operation that never began: the callback with this id is invoked on the queue, or
// here when the queue takes nothing any more, with a result that has this status and is ended by
// endUnbegun. A failure: nothing is invoked.
std::int32_t completeUnbegun(std::int64_t id, std::int32_t queue, std::int32_t status) noexcept;
// The result's status; releases the result, which the caller owned.
CountOrError endUnbegun(std::int64_t result) noexcept;

}  // namespace bridge
