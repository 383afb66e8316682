// IMFAttributes as MFCreateAttributes makes it.

#include <new>

#include "com/ref_counted.h"
#include "mfplat/mfplat.h"
#include "portable/attributes/attribute_methods.h"

namespace portable {

namespace {

class Attributes final : public AttributeMethods<com::RefCounted<IMFAttributes>> {
 protected:
  ~Attributes() override = default;
  bool Answers(REFIID riid) const noexcept override { return riid == IID_IMFAttributes; }
};

}  // namespace

}  // namespace portable

// The initial size is a hint that is not needed.
STDAPI MFCreateAttributes(IMFAttributes** ppMFAttributes, UINT32) {
  if (ppMFAttributes == nullptr) return E_POINTER;
  *ppMFAttributes = new (std::nothrow) portable::Attributes();
  return *ppMFAttributes == nullptr ? E_OUTOFMEMORY : S_OK;
}
