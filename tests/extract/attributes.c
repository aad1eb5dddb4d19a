/* show: attribute symbol */
/* Attributes by their text, from macros too. */
#define INIT         __attribute__((constructor(101)))
#define NOTE(text)   __attribute__((annotate("dawdle::" text)))
#define SECTION      section("fast")
static void early(void) INIT;
static void early(void) {}
__attribute__((__destructor__)) static void late(void) {}
NOTE("handler") void handle(void) {}
__attribute__((SECTION, used)) int placed = 1;
int weak(void) __attribute__((weak));
int weak(void) { return 0; }
int other(void) __attribute__((alias("weak")));
__attribute__((visibility("hidden"), noinline)) void hidden(void) {}
static void close_it(int *p) {}
void scope(void)
{
    __attribute__((cleanup(close_it))) int handle = 0;
    static __thread int count __attribute__((unused));
}
