int nobody_calls_this(void);
#define NOBODY 1
