/* Loops made of goto, labels without a statement, computed goto. */
int next(void);
int loop(int n)
{
again:
    if (next() < n)
        goto again;
    goto out;
out:
    return n;
}

void dispatch(int op)
{
    static void *const labels[] = {&&first, &&second};

    goto *labels[op];
first:
    next();
second:;
}
