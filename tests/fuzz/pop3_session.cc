// The whole dialogue of the POP3 auditor: it ends, keeps its limits, and splitting the input
// changes nothing.
#include "fuzz/session_machine.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string input{data, data + size};
    mailwatchd::test::fuzz_session_machine(mailwatchd::model::pop3, input);
    return 0;
}
