// Runs the tests on whichever Media Foundation this program was linked with, and says which. Exit
// code 0: all passed, and nothing was left behind. For each test there is a line "CASE", outcome,
// name, reason, with tabs between; the outcome is passed, differs, skipped or failed.

#define DOCTEST_CONFIG_IMPLEMENT
#include "doctest/doctest.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "com/own_threads.h"
#include "com/ref_counted.h"
#include "mfplat/platform.h"
#include "test/fixtures.h"

namespace test {

namespace {

int skips = 0;
int leaking_tests = 0;

// What the test that runs has said about itself; its own thread says it.
std::string skip_reason;
bool asserts_difference = false;

// Reports each test by name, and watches what no fixture can: tests without one, and objects that a
// fixture's own check left.
class CaseListener final : public doctest::IReporter {
 public:
  explicit CaseListener(const doctest::ContextOptions&) {}
  void test_case_start(const doctest::TestCaseData& data) override {
    name_ = data.m_name;
    skip_reason.clear();
    asserts_difference = false;
  }
  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    const bool leaks = !Eventually([] { return com::live_objects.Count() == 0; });
    if (leaks) {
      ++leaking_tests;
      std::printf("LEAKED %lld objects: %s\n", static_cast<long long>(com::live_objects.Count()),
                  name_.c_str());
      // Each test answers for its own.
      ForgetObjects(0);
    }
    const bool failed = leaks || !stats.testCaseSuccess;
    const char* outcome = failed                 ? "failed"
                          : !skip_reason.empty() ? "skipped"
                          : asserts_difference   ? "differs"
                                                 : "passed";
    std::printf("CASE\t%s\t%s\t%s\n", outcome, name_.c_str(), skip_reason.c_str());
  }
  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}

 private:
  std::string name_;
};

DOCTEST_REGISTER_LISTENER("cases", 1, CaseListener);

}  // namespace

void Skip(const std::string& name, const std::string& reason) {
  ++skips;
  skip_reason = reason;
  std::printf("SKIPPED %s: %s\n", name.c_str(), reason.c_str());
}

bool OnWine(std::initializer_list<int> versions) {
  const bool named = TheHost() == Host::kWine &&
                     std::find(versions.begin(), versions.end(), WineVersion()) != versions.end();
  if (named) asserts_difference = true;
  return named;
}

}  // namespace test

int main(int argc, char** argv) {
  std::string cause;
  if (FAILED(mfplat::Load(&cause))) {
    std::fprintf(stderr, "no Media Foundation to test: %s\n", cause.c_str());
    return EXIT_FAILURE;
  }
  const mfplat::Description platform = mfplat::Describe();
  std::printf("platform: %s\nengine: %s (%s)\n", platform.implementation.c_str(),
              platform.engine.c_str(), platform.reason.c_str());
  // The engine that was asked for and is not there is a skip of all that it was to show.
  const char* wanted = std::getenv("MFPLAT4J_ENGINE");
  if (wanted != nullptr && platform.engine != wanted && test::OnPortableEngine()) {
    test::Skip(std::string("engine ") + wanted, platform.reason);
  }
  std::fflush(stdout);

  doctest::Context context(argc, argv);
  int code = context.run();
  if (context.shouldExit()) return code;
  if (test::leaking_tests > 0) {
    std::printf("%d tests left objects behind\n", test::leaking_tests);
    code = EXIT_FAILURE;
  }
  // Joins those that have ended, which a sanitizer would report else. Stand-ins of tests may wait
  // on.
  (void)com::OwnThreads::AwaitEnd(std::chrono::milliseconds(100));
  std::printf("skipped: %d\n", test::skips);
  return code;
}
