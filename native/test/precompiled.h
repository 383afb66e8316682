// What most tests include, compiled once for each flavour (native/Makefile). A test that uses one
// of these names it all the same. Never included, so it has no guard.

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>
