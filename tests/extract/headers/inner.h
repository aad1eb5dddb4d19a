#pragma once
#define INNER(x) (x)
