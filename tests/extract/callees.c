/* What is called, when it is not a plain name. */
typedef int fn(int);
int f(int), g(int);
struct ops {
    fn *run;
    struct ops *inner;
    fn *all[4];
};
fn *choose(void);
int calls(struct ops *ops, struct ops by_value, fn *pointer, int c)
{
    (f)(1);
    (*f)(2);
    (&f)(3);
    (**f)(4);
    pointer(5);
    (*pointer)(6);
    (c ? f : g)(7);
    (c ? f : pointer)(8);
    ops->run(9);
    (*ops->inner->run)(10);
    by_value.run(11);
    ops->all[c](12);
    choose()(13);
    (c, g)(14);
    return ((fn *)pointer)(15);
}
