// Objects of ours and COM's apartments. They are agile: whichever thread has a pointer may call it,
// and COM puts no proxy between.

#include "bridge/upcall/callback_shim.h"
#include "test/fixtures.h"
#include "test/reads.h"

namespace test {

namespace {

constexpr DWORD kApartmentThreaded = 0x2;

template <class Function>
Function* Find(const char* name) noexcept {
  return reinterpret_cast<Function*>(
      reinterpret_cast<void*>(GetProcAddress(LoadLibraryW(L"ole32.dll"), name)));
}

// Runs `body` on a new thread, in a single-threaded apartment (STA) of its own.
template <class Body>
void InSta(Body body) {
  HRESULT com = E_FAIL;
  std::thread([&] {
    const auto initialize = Find<HRESULT WINAPI(void*, DWORD)>("CoInitializeEx");
    const auto uninitialize = Find<void WINAPI(void)>("CoUninitialize");
    if (initialize == nullptr || uninitialize == nullptr) return;
    com = initialize(nullptr, kApartmentThreaded);
    if (FAILED(com)) return;
    body();
    uninitialize();
  }).join();
  CHECK(com == S_OK);
}

class CountingUpcalls final : public bridge::Upcalls {
 public:
  HRESULT Invoke(std::int64_t, IMFAsyncResult*, HRESULT, bool) noexcept override {
    thread = std::this_thread::get_id();
    invoked.Add();
    // So the result is not taken.
    return MF_E_SHUTDOWN;
  }
  void Abandoned(std::int64_t) noexcept override { abandoned.Add(); }

  std::atomic<std::thread::id> thread;
  Counter invoked, abandoned;
};

}  // namespace

// Expected on Windows: the same. No marshalling is done for Media Foundation's callbacks, so an STA
// thread gets its callbacks on a queue's thread (Writing an Asynchronous Method), and needs no
// message loop for them.
TEST_CASE_FIXTURE(PlatformTest, "an STA thread that reads is called back on another thread") {
  const TempDir dir;
  const StreamPtr stream = OpenForRead(dir.PatternFile(1000));
  bool got = false;
  InSta([&] {
    AsyncRead read(stream, 600);
    CHECK(read.Begin() == S_OK);
    if (!read.Wait()) return;
    got = read.Got(600, 0);
    CHECK(read.Callback()->Calls()[0].thread != std::this_thread::get_id());
  });
  CHECK(got);
}

// Expected on Windows: the same.
TEST_CASE_FIXTURE(PlatformTest, "a shim that an STA thread invokes runs there, at once") {
  CountingUpcalls upcalls;
  auto shim = com::ComPtr<bridge::CallbackShim>::Adopt(
      bridge::CallbackShim::Create(upcalls, 1, bridge::CallbackParameters{}));
  com::ComPtr<IMFAsyncResult> result;
  REQUIRE(MFCreateAsyncResult(nullptr, shim.Get(), nullptr, result.Put()) == S_OK);
  std::thread::id sta;
  InSta([&] {
    sta = std::this_thread::get_id();
    (void)shim->Invoke(result.Get());
  });
  CHECK(upcalls.invoked.Value() == 1);
  CHECK(upcalls.thread.load() == sta);
  // The last reference may go there, too.
  result.Reset();
  InSta([&] { shim.Reset(); });
  CHECK(upcalls.abandoned.Value() == 0);
}

// Expected on Windows: the same; an agile object is marshalled as its own pointer (IAgileObject).
TEST_CASE_FIXTURE(ObjectsTest,
                  "a shim that goes to an STA through COM's global table stays itself") {
  constexpr IID kGlobalInterfaceTable = {
      0x00000146, 0x0000, 0x0000, {0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46}};
  constexpr CLSID kStdGlobalInterfaceTable = {
      0x00000323, 0x0000, 0x0000, {0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46}};
  constexpr DWORD kInProcess = 0x1;
  const auto create =
      Find<HRESULT WINAPI(REFCLSID, IUnknown*, DWORD, REFIID, void**)>("CoCreateInstance");
  const bool found = create != nullptr;
  REQUIRE(found);
  CountingUpcalls upcalls;
  const auto shim = com::ComPtr<bridge::CallbackShim>::Adopt(
      bridge::CallbackShim::Create(upcalls, 1, bridge::CallbackParameters{}));
  com::ComPtr<IGlobalInterfaceTable> table;
  DWORD cookie = 0;
  HRESULT registered = E_FAIL;
  InSta([&] {
    const HRESULT made = create(kStdGlobalInterfaceTable, nullptr, kInProcess,
                                kGlobalInterfaceTable, reinterpret_cast<void**>(table.Put()));
    CHECK(made == S_OK);
    if (FAILED(made)) return;
    registered = table->RegisterInterfaceInGlobal(shim.Get(), IID_IMFAsyncCallback, &cookie);
    if (FAILED(registered)) return;
    InSta([&] {
      com::ComPtr<IMFAsyncCallback> got;
      CHECK(table->GetInterfaceFromGlobal(cookie, IID_IMFAsyncCallback,
                                          reinterpret_cast<void**>(got.Put())) == S_OK);
      CHECK(got.Get() == shim.Get());
    });
    CHECK(table->RevokeInterfaceFromGlobal(cookie) == S_OK);
  });
  if (OnWine({8, 10})) {
    CHECK_MESSAGE(registered == E_NOINTERFACE, "Wine knows agile objects now: drop this exception");
  } else {
    CHECK(registered == S_OK);
  }
  shim->Disarm();
}

}  // namespace test
