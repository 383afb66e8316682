// The one reference count and the one owning pointer, in numbers.

#include <thread>
#include <vector>

#include "test/fakes.h"
#include "test/fixtures.h"

namespace test {

namespace {

// Says when it dies.
class Mortal final : public com::RefCounted<IUnknown> {
 public:
  explicit Mortal(int* deaths) : deaths_(deaths) {}

 protected:
  ~Mortal() override { ++*deaths_; }
  bool Answers(REFIID) const noexcept override { return false; }

 private:
  int* deaths_;
};

using Pointer = com::ComPtr<CountingUnknown>;

}  // namespace

TEST_CASE_FIXTURE(ObjectsTest, "an object dies exactly once, with its last reference") {
  int deaths = 0;
  auto* mortal = new Mortal(&deaths);
  CHECK(mortal->AddRef() == 2);
  CHECK(mortal->Release() == 1);
  CHECK(deaths == 0);
  CHECK(mortal->Release() == 0);
  CHECK(deaths == 1);
}

TEST_CASE_FIXTURE(ObjectsTest, "live_objects counts what is alive") {
  const auto before = com::live_objects.Count();
  auto first = UnknownFake::Create();
  const auto second = UnknownFake::Create();
  CHECK(com::live_objects.Count() == before + 2);
  first.Reset();
  CHECK(com::live_objects.Count() == before + 1);
}

TEST_CASE_FIXTURE(ObjectsTest, "references may come and go on every thread at once") {
  int deaths = 0;
  auto* mortal = new Mortal(&deaths);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    mortal->AddRef();
    threads.emplace_back([mortal] {
      for (int j = 0; j < 10000; ++j) {
        mortal->AddRef();
        mortal->Release();
      }
      mortal->Release();
    });
  }
  mortal->Release();
  for (auto& thread : threads) thread.join();
  CHECK(deaths == 1);
}

TEST_CASE("a ComPtr takes a reference of its own and gives it back") {
  CountingUnknown object;
  {
    const Pointer pointer(&object);
    CHECK(object.added == 1);
    CHECK(object.released == 0);
  }
  CHECK(object.released == 1);
}

TEST_CASE("Adopt takes over the caller's reference, Detach gives it away") {
  CountingUnknown object;
  {
    Pointer pointer = Pointer::Adopt(&object);
    CHECK(object.added == 0);
    CHECK(pointer.Detach() == &object);
    CHECK_FALSE(pointer);
  }
  CHECK(object.released == 0);
  { const Pointer pointer = Pointer::Adopt(&object); }
  CHECK(object.added == 0);
  CHECK(object.released == 1);
}

TEST_CASE("copies count, moves do not") {
  CountingUnknown object;
  {
    Pointer first(&object);
    Pointer copy = first;
    CHECK(object.added == 2);
    Pointer moved = std::move(copy);
    CHECK(object.added == 2);
    CHECK_FALSE(copy);
    first = moved;
    CHECK(object.added == 3);
    CHECK(object.released == 1);
    Pointer& same = first;
    first = same;
    CHECK(first.Get() == &object);
  }
  CHECK(object.added == object.released);
}

TEST_CASE("Put lets go of what was held before it receives") {
  CountingUnknown old;
  CountingUnknown fresh;
  {
    Pointer pointer(&old);
    CountingUnknown** out = pointer.Put();
    CHECK(*out == nullptr);
    CHECK(old.released == 1);
    *out = &fresh;
    CHECK(pointer.Get() == &fresh);
  }
  CHECK(fresh.added == 0);
  CHECK(fresh.released == 1);
}

TEST_CASE("an empty ComPtr releases nothing") {
  Pointer pointer(nullptr);
  pointer.Reset();
  const Pointer copy = pointer;
  CHECK_FALSE(copy);
  CHECK(copy.Get() == nullptr);
}

}  // namespace test
