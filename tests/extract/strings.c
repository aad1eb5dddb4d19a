/* String literals: text joined and decoded, length in the type. */
const char *plain = "abc" "def\n\t\"\\\x41\101";
const char *cut = "before\0after";
const void *wide = L"wide", *utf8 = u8"ü";
const char *bytes = "\xff\200";
const char *where = __FILE__;
const char *when = __DATE__ __TIME__ __TIMESTAMP__;
