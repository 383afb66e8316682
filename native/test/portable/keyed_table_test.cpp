// What is found by its key is found at the same cost, however much is there.

#include "portable/file/keyed_table.h"

#include <vector>

#include "test/fixtures.h"

namespace test {

namespace {

// The most elements that a search among so many passes over.
std::size_t MostSteps(std::size_t count) {
  portable::KeyedTable table;
  std::vector<portable::Keyed> elements(count);
  for (std::size_t i = 0; i < count; ++i) {
    elements[i].key = i + 1;
    table.Add(&elements[i]);
  }
  std::size_t most = 0;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t steps = 0;
    if (table.Find(i + 1, &steps) != &elements[i]) ++wrong;
    most = std::max(most, steps);
  }
  for (std::size_t i = 0; i < count; i += 2) table.Remove(&elements[i]);
  for (std::size_t i = 0; i < count; ++i) {
    if (table.Find(i + 1) != (i % 2 == 0 ? nullptr : &elements[i])) ++wrong;
  }
  CHECK(wrong == 0);
  return most;
}

}  // namespace

TEST_CASE("a key is found in a few steps among 100 and among 40,000") {
  CHECK(MostSteps(100) <= 8);
  CHECK(MostSteps(40'000) <= 8);
}

TEST_CASE("of elements with one key the newest is found, also when the table has grown") {
  portable::KeyedTable table;
  std::vector<portable::Keyed> same(3);
  std::vector<portable::Keyed> others(100);
  for (auto& each : same) {
    each.key = 7;
    table.Add(&each);
  }
  for (std::size_t i = 0; i < others.size(); ++i) {
    others[i].key = 1000 + i;
    table.Add(&others[i]);
  }
  for (int i = 2; i >= 0; --i) {
    CHECK(table.Find(7) == &same[i]);
    table.Remove(&same[i]);
  }
  CHECK(table.Find(7) == nullptr);
}

}  // namespace test
