/* What the classes of loops are judged by: a loop with all that is known of it, its calls, and what the
 * results of calls say when the loop goes on. Private to the files that judge: loops_class.c, loops_wait.c,
 * loops_stream.c. */
#ifndef DAWDLE_LINK_LOOPS_JUDGE_H
#define DAWDLE_LINK_LOOPS_JUDGE_H

#include "analyzer/link/loops_class.h"

struct judge {
    struct program *program;
    uint32_t index;
    struct loop *loop;
    const struct facts *facts;
    const exit_list *exits;
    const struct loop_shape *shape;
    struct loop_region region;
    const uint64_t *near;
};

/* Does a test, when the loop goes on, say that the call worked? */
enum polarity { GOES_ON_UNKNOWN, GOES_ON_SUCCESS, GOES_ON_FAILURE };

/* Gives the loop its class; true, so that a judge can end with it. */
bool judge_settle(struct judge *judge, enum loop_class class, const char *reason);
/* `format` with its one %s filled, in the arena. */
const char *judge_say(const struct judge *judge, const char *format, const char *what);

/* The calls of the repeated part by node: first after PROGRAM_NONE, PROGRAM_NONE after the last. */
uint32_t judge_next_call(const struct judge *judge, uint32_t call);
const char *judge_call_name(const struct judge *judge, uint32_t call);
/* Whether the call runs in the rounds of this very loop, not of one inside. */
bool judge_is_direct(const struct judge *judge, uint32_t call);
/* Roles that the call reaches within a few calls, logging left out. */
uint64_t judge_roles(const struct judge *judge, uint32_t call);
bool judge_asks(const struct judge *judge, uint32_t call);
/* The first direct call with one of the roles; with `wrappers` also those that reach it. */
uint32_t judge_call_with(const struct judge *judge, uint64_t roles, bool wrappers);
/* Whether a loop of this class stands directly in the loop. */
bool judge_holds(const struct judge *judge, enum loop_class class);

/* Whether an exit test looks at what the call gave. */
bool judge_tests_call(const struct judge *judge, const struct exit_test *test, uint32_t call);
/* What going on says about the call whose result `test` looks at. */
enum polarity judge_polarity(const struct judge *judge, const struct exit_test *test, uint32_t call);
/* The call whose result decides whether there is another round, and what going on says of it. */
uint32_t judge_deciding_call(const struct judge *judge, enum polarity *polarity);

/* The variable that is given the call's result, or FACTS_NONE. */
uint32_t call_result_symbol(const struct facts *facts, uint32_t call);

/* The judges, each of some classes; true when the loop is settled. */
bool judge_interrupted(struct judge *judge); /* again while interrupted or busy (loops_wait.c) */
bool judge_waiting(
    struct judge *judge); /* serving, polling for a condition, again when interrupted (loops_wait.c) */
bool judge_repeating(struct judge *judge); /* retry, polling (loops_wait.c) */
bool judge_tries(struct judge *judge);     /* retry, by names that say it (loops_wait.c) */
bool judge_stream(struct judge *judge);    /* pagination, drain (loops_stream.c) */
bool judge_flush(struct judge *judge); /* drain by a call that drives all that was queued (loops_stream.c) */
/* The call by whose result each round moves on, when it sends or receives: offset += n; PROGRAM_NONE. */
uint32_t judge_advancing_call(const struct judge *judge);
/* A direct call that sleeps, or whose function itself does; PROGRAM_NONE. */
uint32_t judge_sleeping_call(const struct judge *judge);
/* Whether a goto loop jumps back out of an inner loop: it starts over after a change. */
bool judge_restarts(const struct judge *judge);

#endif
