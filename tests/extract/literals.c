/* Compound literals, statement expressions, _Generic and other expressions of which not all is run. */
struct point {
    int x, y;
};
int f(int), g(int), h(int);
int show(struct point), show_all(const struct point *, int);
void print_int(int), print_text(const char *), print_other(int);
#define print(v) _Generic((v), int: print_int, char *: print_text, const char *: print_text, default: print_other)(v)
#define max(a, b)                                                                                            \
    ({                                                                                                       \
        __typeof__(a) a_ = (a), b_ = (b);                                                                    \
        a_ > b_ ? a_ : b_;                                                                                   \
    })

int compound(int n)
{
    show((struct point){1, .y = n});
    return show_all((const struct point[]){{1, 2}, [3] = {.y = f(n)}}, 4);
}

int statements(int n)
{
    return max(f(n), g(n));
}

void generic(int n, char *text, double d)
{
    print(n);
    print(text);
    print("x");
    print(d);
    _Generic(f(n), float: g(1), int: g(2));
}

int choices(int n)
{
    int a = f(n) ?: g(n), b = n ? f(1) : g(1);

    return a + b + __builtin_choose_expr(sizeof(int) == 4, f(2), g(2));
}

int not_run(int n)
{
    __typeof__(f(n)) a = g(n);
    int size = sizeof f(n) + sizeof(int[3]) + _Alignof(int);
    int rows[h(n)];

    return a + size + (__typeof__(g(n)))h(n) + sizeof rows;
}

int offset(int n, __builtin_va_list list)
{
    return __builtin_offsetof(struct point, y) + __builtin_va_arg(list, int) + n[&n];
}
