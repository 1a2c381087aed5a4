# All dependencies come from Debian 12. daemon/CMakeLists.txt says which room may use which.

# CONFIG: the FindBoost of CMake 3.25 knows releases up to 1.80 only.
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS headers json url)
find_package(OpenSSL 3.0 REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(tomlplusplus 3.3 CONFIG REQUIRED)  # Shared, with exceptions: the library has no other symbols.
find_package(spdlog 1.10 CONFIG REQUIRED)
find_package(fmt 9 CONFIG REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CLI11 2.1 CONFIG REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Threads REQUIRED)

find_package(PkgConfig REQUIRED)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd>=252)
pkg_check_modules(PSL REQUIRED IMPORTED_TARGET libpsl)
pkg_check_modules(IDN2 REQUIRED IMPORTED_TARGET libidn2)
pkg_check_modules(CRYPT REQUIRED IMPORTED_TARGET libxcrypt)

if(BUILD_TESTING)
  find_package(GTest 1.12 CONFIG REQUIRED)
  find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
endif()
if(MAILWATCHD_BENCH)
  find_package(benchmark 1.7 CONFIG REQUIRED)
endif()
