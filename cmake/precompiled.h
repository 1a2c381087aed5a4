// What most of our files include, for MAILWATCHD_PCH: the values that all rooms exchange, the
// standard library and GoogleTest. Each file includes what it uses all the same: builds without
// MAILWATCHD_PCH, and clang-tidy, do not read this one.
#pragma once

#include "config/section.h"
#include "model/state.h"
#include "model/transition.h"
#include "model/world.h"
#include "proto/dns/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>
