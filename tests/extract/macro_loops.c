/* Loops whose heads come out of macros; the text is the macro's body then. */
int more(void);
void work(int);
#define forever      for (;;)
#define until(c)     for (; !(c);)
#define upto(v, top) for ((v) = 0; (v) < (top); (v)++)
#define step_only(s) for (;; s)
#define NOTHING
#define from(init)   for (init; more();)
#define twice        upto(i, 2)
#define BEGIN        for (
#define split(v)                                                                                             \
    for (;                                                                                                   \
         v;                                                                                                  \
         )

void f(int i)
{
    forever {
        if (more())
            break;
    }
    until(more()) work(1);
    upto(i, 10) work(i);
    step_only(i++) work(2);
    from(i = 1) work(3);
    from(NOTHING) work(4);
    from() work(5);
    twice work(6);
    split(i) work(7);
    BEGIN; i < 5; i++)
        work(8);
}
