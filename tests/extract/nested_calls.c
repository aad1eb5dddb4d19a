/* asm operands, VLA lengths, K&R and casts hold expressions too. */
int f(int);
void g(int n)
{
    int a[f(n)][f(2)];

    __asm__ volatile("" : "=r"(n) : "r"(f(3)));
    a[f(4)][0] = (int)(long)f(5);
    _Static_assert(sizeof(int) == 4, "int");
    if (f(6))
        f(7);
    else if (f(8))
        f(9);
    else
        f(10);
    ;
    return (void)f(11);
}
