#pragma once
#include "inner.h"
#define NESTED(x) INNER(x)
