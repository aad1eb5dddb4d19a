/* show: type symbol */
/* Types keep their names, and say what they are. */
typedef struct list List;
struct list {
    List *next;
    unsigned flags : 3;
};
typedef int callback(List *, ...);
typedef List *handle;
enum kind { ONE };
union either {
    int i;
    float f;
};
void types(List *list, handle h, callback *call, const volatile int *p, char grid[2][3], int n, int vla[n])
{
    static List known[4];
    int open[n];
    _Bool flag = 0;
    enum kind kind = ONE;
    union either either = {1};
    double (*table[3])(void) = {0};
    struct list copy = *list;
    signed char tiny = 0;
    unsigned long long big = 0;
    _Atomic int shared = 0;
}
