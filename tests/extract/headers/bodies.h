#pragma once
/* a comment of a header with bodies */
static inline int inlined(int n) { return n; }
static int (*shared_table[])(int) = {inlined};
