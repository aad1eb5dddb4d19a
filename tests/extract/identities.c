/* show: symbol */
/* What makes an entity the same in another unit. */
typedef struct {
    int x;
    union {
        int u;
        char c;
    };
    struct {
        int z;
    } in;
} named_later;
struct tag {
    struct tag *next;
};
struct opaque;
enum { LOOSE = 7 };
enum color { RED, GREEN = 5, BLUE };
static int internal(struct opaque *o) { return o != 0; }
inline int inlined(void) { return 1; }
extern int declared;
int tentative;
static int tentative_static;
_Thread_local int per_thread;
int use(named_later *a, struct tag *t)
{
    static int counter = BLUE;
    struct local {
        int inner;
    } l = {LOOSE};
    extern int elsewhere;
    register int fast = declared;
    int (*callback)(struct opaque *) = internal;

    if (t->next) {
        static int counter;
        counter++;
    }
    return a->x + a->u + a->in.z + l.inner + elsewhere + fast + counter + tentative + tentative_static +
           per_thread + callback(0) + inlined();
}
