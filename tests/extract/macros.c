/* show: symbol */
/* Functions that macros define, code in the arguments of macros, macros in macros. */
int f(int);
#define DEFINE(name) static int name##_get(void) { return f(1); }
#define HEAD(name)   int name(void)
#define STATIC       static
#define CALL(x)      f(x)
#define OUTER(x)     CALL(CALL(x))
#define BLOCK(code)  do code while (0)
#define PASTE(a, b)  a##b
DEFINE(box)
DEFINE(bag);
HEAD(own)
{
    return CALL(2);
}
STATIC int half(int n)
{
    OUTER(n);
    BLOCK({
        f(3);
        CALL(4);
    });
    PASTE(fo, r)(;;) break;
    return CALL(box_get()) + bag_get();
}
int user(void) { return half(1) + own(); }
