// What the portable engine's file streams can do beside IMFByteStream: transfers with a position of
// their own, and stopping one of them. A stream says by QueryInterface whether it can; those of
// mfplat.dll and foreign streams cannot.
#pragma once

#include "com/base_types.h"

namespace mfplat {

inline constexpr IID kIidPositionalStream = {
    0x3d0c7a96, 0x52be, 0x4f18, {0xa3, 0x6b, 0x0e, 0x94, 0xd1, 0x27, 0x8c, 0x55}};

// In place of a position: at the stream's own, as IMFByteStream's methods transfer.
inline constexpr QWORD kAtCursor = ~QWORD{0};
// In place of a key: the transfer is never stopped on its own.
inline constexpr UINT64 kNoKey = ~UINT64{0};

// The interfaces have no virtual destructor: it would take vtable slots that COM does not have.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

// The stream's position is neither used nor moved, and no lock is held over a transfer. Otherwise
// the methods keep the rules of those whose names they have: what Begin began is ended by EndRead
// and EndWrite. The pointer is valid as long as any reference to the stream is.
struct PositionalStream : IMFByteStream {
  // E_INVALIDARG for a position that no file can have.
  virtual HRESULT STDMETHODCALLTYPE ReadAt(QWORD position, BYTE* pb, ULONG cb, ULONG* pcbRead) = 0;
  virtual HRESULT STDMETHODCALLTYPE WriteAt(QWORD position, const BYTE* pb, ULONG cb,
                                            ULONG* pcbWritten) = 0;
  // `key` is the caller's own name for the transfer, different from those of others that are
  // pending on this stream.
  virtual HRESULT STDMETHODCALLTYPE BeginReadAt(QWORD position, BYTE* pb, ULONG cb,
                                                IMFAsyncCallback* pCallback, IUnknown* punkState,
                                                UINT64 key) = 0;
  virtual HRESULT STDMETHODCALLTYPE BeginWriteAt(QWORD position, const BYTE* pb, ULONG cb,
                                                 IMFAsyncCallback* pCallback, IUnknown* punkState,
                                                 UINT64 key) = 0;
  // Asks the pending transfer with this key to stop. S_OK: it was asked, and its callback, which
  // comes in any case, tells whether it did: ERROR_OPERATION_ABORTED, or else its data. S_FALSE: it
  // cannot be stopped any more, or there is none. Does not block.
  virtual HRESULT STDMETHODCALLTYPE StopTransfer(UINT64 key) = 0;
};

#pragma GCC diagnostic pop

}  // namespace mfplat
