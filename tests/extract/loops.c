/* A `for` without some of its parts: libclang's children alone cannot tell them apart. */
int k, n;
int more(void);
void work(int);

void parts(void)
{
    for (k = 0; k < n; k++)
        work(1);
    for (; k < n; k++)
        work(2);
    for (k = 0;; k++)
        work(3);
    for (k = 0; k < n;)
        work(4);
    for (k = 0;;)
        work(5);
    for (; k;)
        work(6);
    for (;; k++)
        work(7);
    for (;;)
        work(8);
}

void texts(void)
{
    for (; more() /* ; */;)
        ;
    for (/* only a comment */; more(); // and ; another
    )
        work(';');
    for (; more() && ")(;"[0];)
        work(9);
    for (int i = 0, j = ({ int t; t = 3; t; }); i < j;)
        i += 2;
    for \
        ( ; \
          ; k -= 1)
        break;
}

void others(void)
{
    while (more())
        ;
    while (more())
        work(10);
    do {
        work(11);
    } while (more());
    do
        work(12);
    while (0);
}
