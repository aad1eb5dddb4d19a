/* show: unit */
/* After an error the rest is there, and the unit says that something is missing. */
int f(int);
int before(void) { return f(1); }
int broken(void)
{
    f(2);
    undeclared + f(3);
    return f(4);
}
int outer(void)
{
    int nested(int n) { return f(n); }
    return nested(5);
}
int after(void) { return f(6); }
