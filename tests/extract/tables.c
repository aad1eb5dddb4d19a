/* show: symbol */
/* Tables of functions: which function stands in which field. */
int get(int), put(int), del(int);
typedef int op(int);
struct ops {
    op *get, *put, *del;
};
struct ops positional = {get, put};
struct ops designated = {.put = put, del, .get = get};
struct ops old_style = {put: put, get: get};
struct ops rows[] = {{get, put, del}, {.del = del}, get, put, del, {0}};
struct ops *no_list = &positional;
struct ops some[8] = {[2] = {get}, {.put = put}, [5 ... 6].del = del, [7] = {get}};
struct outer {
    int id;
    struct ops ops;
    union {
        op *only;
        long number;
    };
    struct {
        op *first, *second;
    };
    op *last[2];
    unsigned : 3;
    const char *name;
};
struct outer flat = {1, get, put, del, get, put, del, get, put, "flat"};
struct outer jump = {.ops.put = put, del, .second = get, put, del, "jump"};
struct outer inside = {.only = get, .ops = {.get = get}, .last[1] = put, "inside"};
struct outer whole(struct ops given)
{
    struct outer local = {2, given, {.number = 4}, {get}, {put, del}, .name = {"local"}};

    return local;
}
struct nothing {
};
struct odd {
    struct nothing none[2];
    op *handler;
} odd = {.handler = get};
op *plain[] = {get, [3] = put, del};
char text[] = {"text"};
struct words {
    char word[8];
    int rank;
} words[] = {"one", 1, {"two", 2}};
int scalar = {5};
/* clang's evaluator crashes on this one when asked */
struct u {
    int a;
    int b[3];
} nested = {1, {2}};
