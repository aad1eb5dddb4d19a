/* The linked program: all units' facts merged, with who calls whom, what each loop is, what each function
 * does in the end, and when it runs.
 *
 * Everything is arrays, in the program's arena or freed by program_release(), referred to by index;
 * PROGRAM_NONE means none. Nodes are positions in the facts of a function's unit: use function_facts(). Made
 * once by program_link() and read-only afterwards; the checks are pure functions of it. Indices are the same
 * for the same input in any order, because units are sorted by path and arguments first. */
#ifndef DAWDLE_LINK_PROGRAM_H
#define DAWDLE_LINK_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"
#include "analyzer/catalog/catalog.h"
#include "analyzer/facts/facts.h"

#define PROGRAM_NONE UINT32_MAX

/* One unit as it comes from extract or the cache. */
struct link_input {
    const struct facts *facts;
    const char *output; /* object path, tells programs apart; "" when unknown */
};

/* What the settings say. */
struct link_options {
    enum runtime runtime; /* RUNTIME_ANY: work it out */
    unsigned small_bound; /* loops of at most so many rounds are small; at least 1 */
};

struct unit {
    const struct facts *facts;
    const char *path;  /* of the main file */
    const char *group; /* the link unit: target folder in the object's path, else the folder of the source */
    uint32_t *symbol_function; /* by symbol: function, or PROGRAM_NONE */
    uint32_t *symbol_variable; /* by symbol: variable with static storage, or PROGRAM_NONE */
    uint32_t *symbol_field;    /* by symbol: field, or PROGRAM_NONE */
    uint64_t *parameter_mask;  /* by symbol: bit per parameter of its function (the first 64) that its value
                                  may come from */
    uint32_t *root_function;   /* by root (position in facts->roots): function or PROGRAM_NONE */
};

/* A variable with static storage, in all units. */
struct variable {
    const char *name;
    const char *identity;
    uint32_t unit, symbol; /* the definition where there is one, else a declaration */
    uint32_t owner;        /* function of a local static, else PROGRAM_NONE */
    bool defined;
};

struct field {
    const char *name;
    const char *record; /* name of its struct, "" when unnamed */
    const char *identity;
};

/* What is stored in a field, variable or parameter as a function pointer, anywhere in the program. */
struct function_set {
    uint32_t first, count; /* in program->set_members: functions */
};

enum call_kind {
    CALL_DIRECT,    /* by name */
    CALL_FIELD,     /* through a struct field: all functions stored in it */
    CALL_VARIABLE,  /* through a variable with static storage or a local */
    CALL_PARAMETER, /* through a parameter: what the callers hand over */
    CALL_UNKNOWN,   /* through anything else */
};

struct call {
    uint32_t function; /* the caller */
    uint32_t node;     /* the NODE_CALL in the caller's unit */
    enum call_kind kind;
    uint32_t first_target, target_count; /* in program->targets: functions with a body that it may run */
    const struct catalog_function
        *known;          /* library function called by its name and not defined in the program; else NULL */
    uint32_t symbol_ref; /* field or variable or parameter position that it goes through; PROGRAM_NONE */
    uint32_t loop;       /* innermost loop whose repeated part it stands in; PROGRAM_NONE */
    const char *name;    /* what a person calls it: "PQexec", "db->query" */
    /* Once loops are known: */
    uint32_t item_loop; /* innermost loop around it whose class does not excuse it: its rounds are items;
                           PROGRAM_NONE */
    unsigned effects;   /* enum effect: what the library function named waits for here; 0 when nothing or when
                           it only queues */
    bool rare; /* runs only when something failed, in a forked child, or never returns: no cost of a use */
    bool ambiguous; /* several definitions fit */
    bool guarded; /* runs only on some rounds or visits: below an if, ?:, &&, || or switch within its loop or
                     function */
};

/* A function handed to a call as an argument. */
struct callback {
    uint32_t call;
    uint32_t argument; /* position from 0 */
    uint32_t function; /* with a body */
};

enum loop_form {
    LOOP_INDEX,     /* counts an index or pointer over a range: i < n, p != end; up or down */
    LOOP_LIST,      /* follows a link: p = p->next */
    LOOP_NEXT,      /* asks a function for the next one: while ((x = next(it))) */
    LOOP_SCAN,      /* walks until an element that ends it: while (*p), argv[i] != NULL */
    LOOP_FOREVER,   /* no condition */
    LOOP_CONDITION, /* any other condition */
    LOOP_GOTO,      /* a backward goto */
    LOOP_HIDDEN, /* no statement: a callback called per element; node is the call that walks, function is the
                    caller */
};

enum loop_class {
    LOOP_ITEM,       /* once per item of something */
    LOOP_SERVING,    /* each round is a request or event */
    LOOP_RETRY,      /* again until it works */
    LOOP_DRAIN,      /* takes or writes one stream to its end */
    LOOP_PAGINATION, /* the next question comes from the last answer */
    LOOP_POLLING,    /* the same question, with sleep */
    LOOP_ONCE,       /* runs at most once: do {} while (0), or leaves on every path */
    LOOP_SMALL,      /* a small constant bound */
    LOOP_CHUNKED,    /* already takes several items a round */
    LOOP_FAILOVER,   /* tries alternatives until one works */
};

enum loop_bound { BOUND_UNKNOWN, BOUND_CONSTANT, BOUND_CONFIGURATION, BOUND_REQUEST };

struct loop {
    uint32_t function;
    uint32_t node; /* the statement; the label of a goto loop; the call of a hidden one */
    enum loop_form form;
    enum loop_class class;
    const char *reason; /* why this class: "leaves when PQstatus is OK, sleeps" */
    uint32_t parent;    /* the loop around it in the same function, or PROGRAM_NONE */
    unsigned depth;     /* 0: outermost */
    struct loop_parts
        parts; /* nodes; of a goto loop only body: the label's subtree is not enough, see first and last */
    uint32_t first, last; /* the repeated nodes are [first, last) */
    uint32_t variable;    /* symbol of what counts or walks; FACTS_NONE */
    uint32_t collection;  /* node: what is walked ("be->servers", the array subscripted, the list's head);
                             FACTS_NONE */
    uint32_t limit;       /* node: what bounds an index ("b->n"); FACTS_NONE */
    enum loop_bound bound;
    int64_t bound_value; /* rounds at most, for BOUND_CONSTANT */
    uint32_t callee;     /* hidden loops: the function called per element */
    uint32_t driver;     /* node of the call that decides on the next round: gives the next item, is retried,
                            pages; FACTS_NONE */
    uint32_t first_mark, mark_count; /* in program->marks, by symbol: what flow.h answers from */
    uint16_t
        *tails; /* private to loops: ways out behind the statements of the repeated part; NULL until asked */
};

/* How a symbol of the unit changes within a loop; private to flow.c. */
struct flow_mark {
    uint32_t symbol;
    uint32_t flags;
};

/* HEAT_BACKGROUND: only beside the requests, for timers, signals, upkeep and at the end. */
enum heat { HEAT_UNKNOWN, HEAT_STARTUP, HEAT_REQUEST, HEAT_BOTH, HEAT_BACKGROUND };

/* The shortest way from a function to something it does: the call to take first. */
struct witness {
    uint32_t call;     /* PROGRAM_NONE: it does not do it */
    uint32_t target;   /* the function that the call goes to, PROGRAM_NONE when it is a library's */
    uint32_t distance; /* calls to the primitive, 1: called here */
    uint32_t guards;   /* calls on the way that stand under a condition */
    bool connects;     /* the primitive opens a connection */
};

/* A walk over something that the caller can name. */
enum scan_of { SCAN_PARAMETER, SCAN_GLOBAL };

enum scan_kind {
    SCAN_SEARCH,  /* compares elements with a key that comes from `keys` */
    SCAN_PENDING, /* gives the first element that is in some state, by no key */
    SCAN_APPEND,  /* walks to the end to add there */
    SCAN_SHIFT, /* moves all that lies behind the place that comes from `keys`; behind the first when none */
    SCAN_SORT,  /* sorts it */
    SCAN_WHOLE, /* goes through all of it and gives a count or sum */
};

struct scan {
    enum scan_kind kind;
    enum scan_of of;
    uint32_t index; /* parameter position or variable */
    uint32_t below; /* `index` of the same scan in way.target, one call nearer to the walk */
    enum scan_of below_of;
    uint64_t keys;      /* bit per parameter that the key comes from */
    const char *what;   /* "c->v": as a person would write it in the function that scans */
    bool moves;         /* writes the object it is given: an iterator that goes on from where it was */
    bool text;          /* what is walked is a text, to find its end */
    bool grows;         /* adds to what it walks: the walks get longer by the calls */
    bool doubtful;      /* of a context object or one of many parts: whether it is long is anybody's guess */
    struct witness way; /* call towards it; call PROGRAM_NONE when the loop is here */
    uint32_t loop;      /* the loop, when it is here; PROGRAM_NONE for a library call */
};

struct summary {
    unsigned effects; /* enum effect: what it waits for, once, not counting what it does per item of a loop of
                         its own */
    struct witness remote;           /* the shortest way to a blocking remote call outside item loops */
    struct witness local;            /* the same for EFFECT_LOCAL_DATABASE */
    struct witness io;               /* the same for EFFECT_SYNC_IO */
    struct witness thread;           /* starts a thread */
    uint64_t roles;                  /* bit per enum role: what it may reach in any way */
    bool never_returns;              /* ends the program or thread, or jumps away */
    bool remote_per_item;            /* has an item loop with a remote call inside, here or below */
    bool loops;                      /* has a loop whose bound is not a small constant, here or below */
    uint32_t first_scan, scan_count; /* in program->scans */
    uint64_t connect_parameters;     /* bit per parameter that chooses whom it connects to */
    uint64_t handle_parameters; /* bit per parameter that holds the connection of its remote calls, itself or
                                   in a field of its own */
    uint64_t called_parameters; /* bit per parameter that it calls */
    uint64_t iterated_parameters; /* bit per parameter that it calls in an item loop: it is an iterator */
};

struct function {
    const char *name;
    const char *identity;
    uint32_t unit, symbol;           /* the definition; a declaration when body is FACTS_NONE */
    uint32_t body;                   /* root node, FACTS_NONE when nobody defines it */
    uint32_t parameters;             /* how many */
    uint32_t first_parameter;        /* in program->parameters: their symbols */
    uint32_t first_call, call_count; /* in program->calls, by node */
    uint32_t first_loop,
        loop_count; /* in program->loops, outer before inner, by node; hidden loops are no part of it */
    const struct catalog_function *known;  /* the catalog's word on this name when nobody defines it */
    const struct catalog_handler *serving; /* it holds a text that only who asks for the next request holds */
    bool address_taken; /* it is stored or handed over somewhere, so that not all its callers may be seen */
    bool in_header;
    enum heat heat;
    const char *heat_reason; /* "handler: argument 4 of MHD_start_daemon", "called from handle_order" */
    uint32_t heat_from;      /* caller through which the heat came; PROGRAM_NONE for a root */
    uint32_t heat_call;      /* the call in it that brought the heat; PROGRAM_NONE */
    bool heat_guess;         /* the heat rests on what a handler is called, and on nothing else */
    bool handler;            /* recognised itself as a handler */
    uint32_t recursion;      /* call by which it runs again for a part of what it was given; PROGRAM_NONE */
    uint32_t walked;         /* and the parameter that holds what is walked */
    uint32_t iterated_by;    /* hidden loop that calls it once per element; PROGRAM_NONE */
    uint32_t group;          /* in program->groups */
    struct summary summary;
};

/* A function that the outside world calls, as the catalog tells it: where heat begins. */
struct root {
    uint32_t function; /* with a body */
    const struct catalog_handler *handler;
    enum phase phase;   /* the handler's, but for a registration that says by its arguments that it is for a
                           timer or signal */
    const char *reason; /* "handler: given to MHD_start_daemon" */
    bool guess;         /* by a name that C projects often use: shown as what it is */
};

/* One of the programs (or modules) in the database. */
struct group {
    const char *name;
    enum runtime runtime; /* RUNTIME_SINGLE or RUNTIME_THREADED; RUNTIME_ANY when nothing tells */
    const char *reason;   /* "FastCGI: FCGI_Accept in main", "starts workers before serving" */
};

struct cache;

struct program {
    struct arena *arena;
    const struct catalog *catalog;
    struct link_options options;
    struct unit *units;
    uint32_t unit_count;
    struct function *functions; /* defined ones first in source order, then declared only */
    uint32_t function_count;
    struct variable *variables;
    uint32_t variable_count;
    struct field *fields;
    uint32_t field_count;
    struct root *roots; /* a function may stand in it more than once */
    uint32_t root_count;
    bool *handlers_met; /* by handler of the catalog that a project declared and that functions are told by:
                           whether there is one that fits */
    struct group *groups;
    uint32_t group_count;
    struct call *calls;
    uint32_t call_count;
    struct callback *callbacks; /* by call */
    uint32_t callback_count;
    struct loop *loops; /* statements by function, then the hidden ones */
    uint32_t loop_count;
    uint32_t first_hidden_loop;
    uint32_t *targets;
    uint32_t *parameters;
    struct flow_mark *marks;
    struct scan *scans;
    const struct cache *caches; /* by function; what they are, caches.h tells */
    uint32_t cache_count;
    uint32_t *set_members;
    struct function_set *field_sets;    /* by field */
    struct function_set *variable_sets; /* by variable */
    uint32_t *callers;                  /* calls that may run a function, grouped by function */
    uint32_t *first_caller; /* by function, function_count + 1 entries: callers[first_caller[f]] ..
                               callers[first_caller[f + 1]) */
    uint32_t *handed;       /* callbacks, grouped by the function handed over; first_handed as first_caller */
    uint32_t *first_handed;
    uint32_t *same_identity; /* by function: the next function of the same identity; private to link */
    uint8_t *growths;        /* by variable, then by field: who adds to it; private to growth.h */
    bool serves;             /* something in it is known to answer requests: what nothing reaches is rare */
    /* for the last line: */
    uint32_t indirect_resolved, indirect_unresolved;
    uint32_t handler_count;
};

/* Links; never fails on valid facts. `inputs` in any order; the facts must outlive the program. */
struct program *program_link(const struct link_input *inputs, uint32_t count, const struct catalog *catalog,
                             const struct link_options *options, struct arena *arena);
/* Frees what does not lie in the arena. */
void program_release(struct program *program);

static inline const struct facts *function_facts(const struct program *program, uint32_t function)
{
    return program->units[program->functions[function].unit].facts;
}

static inline const struct fact_node *function_node(const struct program *program, uint32_t function,
                                                    uint32_t node)
{
    return &function_facts(program, function)->nodes[node];
}

/* What stands in the source, short: "ids[i].name", "load_user(db, id)"; at most `limit` bytes, then "...". In
 * the arena given. */
const char *node_text(const struct facts *facts, uint32_t node, size_t limit, struct arena *arena);
/* Whether two expressions of one unit are written alike: same shape, operators, names and constants. */
bool node_equal(const struct facts *facts, uint32_t a, uint32_t b);
/* The variable or parameter at the root of an lvalue path (`a` in a->b[i].c, *a, &a); FACTS_NONE when there
 * is none. */
uint32_t node_base(const struct facts *facts, uint32_t node);
/* What node `n` gives the variable `symbol` as a whole: the value of its declaration, or the right side of an
 * assignment to its name, whatever the operator; FACTS_NONE when it is no such node or has no value. */
uint32_t node_gives(const struct facts *facts, uint32_t n, uint32_t symbol);
/* The same, of a declaration or a plain assignment only. */
uint32_t node_sets(const struct facts *facts, uint32_t n, uint32_t symbol);
/* Whether the expression is a pointer to, or an array of, characters or bytes: text, whose walks are judged
 * where the library's string functions are called. */
bool node_is_text(const struct facts *facts, uint32_t node);
/* Whether the expression is a field of an object that has room for much more than a collection: the context
 * that everything is handed, whose lists are rarely what grows. */
bool node_is_of_context(const struct facts *facts, uint32_t node);
/* Whether [first, last) holds a NODE_NAME of `symbol`. */
bool nodes_mention(const struct facts *facts, uint32_t first, uint32_t last, uint32_t symbol);
/* Whether `inner` lies in the subtree of `outer`. */
static inline bool node_contains(const struct facts *facts, uint32_t outer, uint32_t inner)
{
    return outer <= inner && inner < facts->nodes[outer].end;
}

/* Position of the function's own parameter that the expression names, PROGRAM_NONE when it names none. Bit
 * masks hold the first 64. */
uint32_t function_parameter(const struct program *program, uint32_t function, uint32_t node);
/* The call at a NODE_CALL of a function; PROGRAM_NONE when it is unevaluated. */
uint32_t program_call_at(const struct program *program, uint32_t function, uint32_t node);
/* The same scan, one call nearer to the walk: in the summary of scan->way.target, which must not be
 * PROGRAM_NONE. */
const struct scan *scan_below(const struct program *program, const struct scan *scan);
/* The first callback handed over in call `call` or a later one: those of one call stand together in
 * program->callbacks. */
uint32_t callbacks_from(const struct program *program, uint32_t call);
/* Whether so many of the functions that a call may run do something that the call may be said to do it: all
 * of a direct call's count; of what a table of many functions holds, a quarter must. */
static inline bool call_counts(const struct call *call, uint32_t doing)
{
    return doing > 0 && (call->kind == CALL_DIRECT || doing * 4 >= call->target_count);
}

/* The catalog's word on a call that waits for the next request or event, NULL when it is none. */
const struct catalog_handler *call_serving(const struct program *program, const struct call *call);
/* Whether the call runs only when a flag is up that a signal handler sets: new settings, reopened logs, dead
 * children. A serving loop looks after such things beside its requests. */
bool call_is_on_signal(const struct program *program, const struct call *call);
/* Whether the program goes on in another process after the call, while the one that made it ends: daemon(),
 * or a fork whose parent leaves. Other threads do not come along. */
bool call_leaves_process(const struct program *program, uint32_t call);

/* Whether the call sends or queues something with the catalog's `family`, itself or as the function that
 * wraps it. Once loops are known. */
bool call_sends(const struct program *program, const struct call *call, const char *family);

/* Bits of the arguments that choose whom the functions it runs connect to (of a table's functions a quarter
 * must say so), and of those that hold the connection of its remote calls. Once summaries are made. */
uint64_t call_endpoint_arguments(const struct program *program, const struct call *call);
uint64_t call_handle_arguments(const struct program *program, const struct call *call);

/* Bit per enum role that the call may reach, the called function's own included. */
uint64_t call_roles(const struct program *program, const struct call *call);
#define ROLE_BIT(role) (UINT64_C(1) << (role))
_Static_assert(ROLE_COUNT <= 64, "a role is a bit of 64");

#endif
