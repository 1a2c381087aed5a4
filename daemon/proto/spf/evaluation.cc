#include "proto/spf/evaluation.h"
