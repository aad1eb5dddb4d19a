static inline int system_call(void) { return 1; }
struct system { int x; };
