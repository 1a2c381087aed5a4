// The same for tests with test_support.
#pragma once

#include "precompiled_asio.h"
#include "support/builders.h"
#include "support/judge_table.h"
#include "support/readings.h"
#include "support/scripted_network.h"
#include "support/simulated_clock.h"
#include "support/temporary_folder.h"
