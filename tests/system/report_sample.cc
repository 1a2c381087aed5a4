// Prints the HTML report of a fictitious domain, for report_test.py.
//   report_sample HOSTS good|bad
#include "observe/session/readings.h"
#include "publish/html/html.h"
#include "support/report_scene.h"

#include <cstdlib>
#include <iostream>
#include <string_view>

int main(int argc, char** argv) {
    using namespace mailwatchd;
    if (argc != 3) return 2;
    test::ReportShape shape;
    shape.hosts = std::strtoul(argv[1], nullptr, 10);
    shape.good = std::string_view{argv[2]} == "good";
    publish::HtmlOptions options;
    options.organisation = "Example Organisation";
    options.author = "A. Uditor";
    options.knows_changes = true;
    if (!shape.good) {
        model::Transition opened;
        opened.at = test::report_noon - std::chrono::hours{30};
        opened.subject =
            model::Subject::endpoint({"mx1.example.org", test::ip("192.0.2.1"), model::pop3});
        opened.kind = &change::port_opened;
        opened.reading = &reading::port;
        opened.old_value = "closed";
        opened.new_value = "open";
        opened.priority = 4;
        opened.targets = {"example.org"};
        opened.targets_total = 1;
        opened.consequences = {"example.org pop3: passed, now failed"};
        options.changes.push_back(opened);
    }
    std::cout << publish::to_html(test::ReportScene{shape}.audit(), options);
}
