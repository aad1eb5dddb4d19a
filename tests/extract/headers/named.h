#include <system.h>
struct thing *named(void);
