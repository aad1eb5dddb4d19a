/* show: unit symbol */
/* Errors in clang since 16, warnings to the compilers that these sources were written for. */
typedef void handler(int);
void on(handler *);
void wrong(char *text);
f(x)
{
    int *p = x;

    on(wrong);
    helper(x, p);
    return later(*p) + p;
}
void early(int n) { if (n) return n; }
