// Every function that is looked for in a system DLL by its name.

#include <set>

#include "test/fixtures.h"
#include "windows/mfplat_dll.h"

namespace test {

// Expected on Windows: each is there since Windows 8, the last of them MFAllocateSerialWorkQueue
// and MFPutWorkItem2 (the pages of the functions, "minimum supported client"). That a function is
// there is no proof that it works: Wine exports some that end the process when they are called.
TEST_CASE_FIXTURE(ObjectsTest, "every function of mfplat.dll that is used is there, by its name") {
  std::string cause;
  REQUIRE(windows::LoadMfplat(&cause) == S_OK);
  const std::vector<const char*>& names = windows::UsedFunctions();
  CHECK(names.size() >= 42);
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  const HMODULE module = GetModuleHandleW(L"mfplat.dll");
  REQUIRE(module != nullptr);
  for (const char* const name : names) {
    CAPTURE(name);
    const bool found = GetProcAddress(module, name) != nullptr;
    CHECK(found);
  }
}

// Expected on Windows: all of them. RtlDllShutdownInProgress is in no header, but documented.
TEST_CASE_FIXTURE(ObjectsTest,
                  "what the end of a thread needs of the system is there, by its name") {
  struct Row {
    const wchar_t* library;
    const char* name;
  };
  for (const Row& row :
       {Row{L"ntdll.dll", "RtlDllShutdownInProgress"}, Row{L"ole32.dll", "CoInitializeEx"},
        Row{L"ole32.dll", "CoUninitialize"}}) {
    CAPTURE(row.name);
    const HMODULE module = LoadLibraryExW(row.library, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
    REQUIRE(module != nullptr);
    const bool found = GetProcAddress(module, row.name) != nullptr;
    CHECK(found);
  }
}

}  // namespace test
