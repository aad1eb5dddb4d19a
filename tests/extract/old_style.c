/* show: symbol */
/* Definitions as before 1989. */
int add(a, b)
    int a;
    char *b;
{
    return a + *b;
}
main(argc, argv)
    int argc;
    char **argv;
{
    return add(argc, *argv);
}
int caller() { return add(1); }
