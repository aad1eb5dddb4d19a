/* From the linked program to places and paths: where a node stands, and how a finding's way from the handler
 * to what costs reads. Shared by the checks; pure. */
#ifndef DAWDLE_FINDINGS_TRACE_H
#define DAWDLE_FINDINGS_TRACE_H

#include "analyzer/findings/weight.h"
#include "analyzer/link/program.h"

struct location location_of_node(const struct program *program, uint32_t function, uint32_t node);
/* The keyword line of a statement: only its first line, so that a loop is not underlined as a whole. */
struct location location_of_statement(const struct program *program, uint32_t function, uint32_t node);
/* Of the function's name. */
struct location location_of_function(const struct program *program, uint32_t function);
/* "db.c:41", with the last part of the path only. */
const char *location_text(const struct location *at, struct arena *arena);

/* Which witness of a summary a path follows. */
enum way { WAY_REMOTE, WAY_LOCAL_DATABASE, WAY_IO, WAY_THREAD };

struct witness summary_witness(const struct summary *summary, enum way way);
/* The last call of the way: the primitive that does it. */
uint32_t way_primitive(const struct program *program, struct witness first, enum way way);
/* "load_user (db.c:41) -> run -> PQexec": the functions called from `first` on; only the primitive's name
 * when it is called at once. */
const char *way_text(const struct program *program, struct witness first, enum way way, struct arena *arena);

/* A path under construction. */
struct trace {
    struct arena *arena;
    VEC(struct finding_step)
    steps;
};
void trace_add(struct trace *trace, struct location at, unsigned nesting, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Adds to the last step what its loop is and why, for -v. */
void trace_loop_detail(struct trace *trace, const struct program *program, const struct loop *loop);
/* A loop on the path, with its detail: "the loop runs once per element of `ids`". */
void trace_loop(struct trace *trace, const struct program *program, const struct loop *loop,
                unsigned nesting);
/* How a request comes to the function: the handler, then the calls down to it; nothing where no heat is
 * known. At most 6 steps, the nearest. */
void trace_heat(struct trace *trace, const struct program *program, uint32_t function);
/* The calls from `first` to the primitive. */
void trace_way(struct trace *trace, const struct program *program, struct witness first, enum way way,
               unsigned nesting);

/* A finding of `rule` at the call `c`: its place, function, subject, level and rank by when the function
 * runs; `message` as in struct finding. */
struct finding finding_at_call(const struct rule *rule, const struct program *program, uint32_t c,
                               enum confidence confidence, const char *message);
/* Adds the finding with the trace as its path; the trace is released. */
void finding_add_with(struct finding_list *list, struct finding *finding, struct trace *trace);

#endif
