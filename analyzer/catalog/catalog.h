/* What dawdle knows of the world outside the project: what library functions cost, what makes a function a
 * handler, and the REF-IDs.
 *
 * It is data: analyzer/catalog/NAME.json, one file a family, embedded at build time, and the same format in a
 * project's dawdle.json. Every entry cites the documentation it was read from. Later entries for a name
 * replace earlier ones, so a project can correct the catalog. Ownership: everything lives in the arena given
 * to catalog_load(). */
#ifndef DAWDLE_CATALOG_CATALOG_H
#define DAWDLE_CATALOG_CATALOG_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/error.h"
#include "analyzer/base/json.h"
#include "analyzer/base/map.h"

/* What kind of world a call waits for; a bit mask. JSON: "network", "database", "dns", "process", "ipc",
 * "sync-io", "local-database". */
enum effect {
    EFFECT_NETWORK = 1,
    EFFECT_DATABASE = 2,
    EFFECT_DNS = 4,
    EFFECT_PROCESS = 8,
    EFFECT_IPC = 16,
    EFFECT_SYNC_IO = 32,        /* files and disks: no round trip, but it blocks */
    EFFECT_LOCAL_DATABASE = 64, /* an engine in the process (SQLite) */
    EFFECT_REMOTE = EFFECT_NETWORK | EFFECT_DATABASE | EFFECT_DNS | EFFECT_PROCESS | EFFECT_IPC,
};

/* How the function takes part. JSON: the name in quotes. */
enum role {
    ROLE_ROUND_TRIP, /* "round-trip": sends and waits for the answer */
    ROLE_CONNECT,    /* "connect": opens a connection; a round trip of its own kind */
    ROLE_QUEUE,      /* "queue": only queues or buffers; somebody else sends */
    ROLE_SEND,       /* "send": sends now, does not wait for an answer */
    ROLE_RECEIVE,    /* "receive": takes the next piece or answer of one stream (read, PQgetResult,
                        sqlite3_step); a round trip when it follows a send in the same iteration */
    ROLE_FLUSH,   /* "flush": sends or awaits what was queued, all at once; one with a `batch` waits for the
                     answers, a round trip when it follows a queue or send in the same iteration */
    ROLE_RESULT,  /* "result": reads what is already here */
    ROLE_SETUP,   /* "setup": costly preparation whose result can be kept (regcomp, SSL_CTX_new) */
    ROLE_SET,     /* "set": sets a property of a handle for a later call (curl_easy_setopt, sqlite3_bind_*) */
    ROLE_CLOSE,   /* "close": ends a handle */
    ROLE_LINEAR,  /* "linear": walks all of `subject` (strlen, g_list_append) */
    ROLE_SEARCH,  /* "search": walks `subject` until it finds something (strstr, g_list_find) */
    ROLE_MEASURE, /* "measure": counts `subject` to its end (strlen) */
    ROLE_APPEND,  /* "append": finds the end of the text `subject` from its start and adds there (strcat) */
    ROLE_PARSE,   /* "parse": measures all of the text `subject` before it reads a piece of it (sscanf) */
    ROLE_SHIFT,   /* "shift": moves bytes of `subject` (memmove) */
    ROLE_SORT,    /* "sort": orders `subject` (qsort); calls `callback` n log n times */
    ROLE_ITERATE, /* "iterate": calls `callback` once per element */
    ROLE_THREAD,  /* "thread": starts a thread that runs `callback` */
    ROLE_POOL,    /* "pool": hands work to a pool of threads, or makes one */
    ROLE_JOIN,    /* "join": waits for a thread */
    ROLE_LOCK,    /* "lock" */
    ROLE_UNLOCK,  /* "unlock" */
    ROLE_ONCE,    /* "once": runs `callback` at most once in the process */
    ROLE_FORK,    /* "fork": makes a process */
    ROLE_EXEC,    /* "exec": replaces the process */
    ROLE_SLEEP,   /* "sleep": waits for time to pass */
    ROLE_CLOCK,   /* "clock": reads a clock */
    ROLE_WAIT, /* "wait": waits for the next event or request; a loop around it serves; one with a `batch` is
                  a flush that waits where it follows a queue or send in the same iteration */
    ROLE_FILE, /* "file": blocking file work (fopen, stat, opendir, fsync) */
    ROLE_LOAD, /* "load": loads a plugin or library (dlopen) */
    ROLE_ALLOCATE, /* "allocate" */
    ROLE_COMPARE,  /* "compare": compares two keys (strcmp, memcmp) */
    ROLE_FORMAT,   /* "format": writes text into `subject` (snprintf); the other arguments flow into it */
    ROLE_COPY,     /* "copy": copies into `subject` (strcpy, memcpy) */
    ROLE_PURE,     /* "pure": cheap, no effect */
    ROLE_STORE,    /* "store": puts a value into the container `subject` (g_hash_table_insert) */
    ROLE_LOOKUP,  /* "lookup": keyed look-up in constant or logarithmic time (g_hash_table_lookup, bsearch) */
    ROLE_END,     /* "end": ends the process or thread, or jumps away; it does not return */
    ROLE_OPTION,  /* "option": gives the next option of a command line */
    ROLE_SESSION, /* "session": leaves the session of whoever started the program (setsid); with the effect
                     "process" it also goes on in another process while its own ends (daemon) */
    ROLE_COUNT
};

/* What a second call with the same arguments is worth, where nothing that it asks for has changed. JSON: the
 * name in quotes. */
enum hoist {
    HOIST_NOTHING, /* "nothing", which is also meant by no such key: another answer or effect, or nothing that
                      counts */
    HOIST_COSTLY,  /* "costly": the same again, after real work: compiling, reading files, asking a server */
    HOIST_CHEAP,   /* "cheap": the same again, for a microsecond or so */
    HOIST_SLIGHT,  /* "slight": the same again, for so little that only a hot loop shows it */
    HOIST_COUNT
};

/* `makes`: the object is what the function returns. */
#define CATALOG_RESULT 64

struct catalog_function {
    const char *name;
    const char *family;  /* "libpq" */
    const char *library; /* "PostgreSQL client (libpq)" */
    enum role role;
    unsigned effects; /* enum effect */
    /* Argument positions from 0; -1: there is none. */
    int handle;   /* the connection, context or container worked on */
    int query;    /* what is asked: SQL text, URL, host name, key */
    int subject;  /* what is walked, moved, written to */
    int length;   /* the number of bytes or elements of `subject` */
    int callback; /* a function called back */
    int context;  /* the pointer that the callback is given */
    int flags;    /* a number whose bits say how to work */
    int gives;    /* the argument that it gives back in another form (htonl, __builtin_expect) */
    int makes;    /* where the object is that the call makes and that somebody closes: the argument that it is
                     written to (regcomp, sqlite3_prepare_v2), or CATALOG_RESULT */
    enum hoist hoist;
    const char *const *hoist_if; /* patterns: one of them must fit the text at `query` ("select * from *"),
                                     in letters of either case; NULL terminated or NULL */
    const char *const *hoist_unless; /* patterns: none of them may fit a text that the call is given */
    const char *const *changed_by;   /* functions after which a repeated call may give something else
                                        (getenv: setenv); NULL terminated or NULL */
    const char *const
        *unless_names; /* constants and macros whose use in the calling function says that its calls are not
          what this entry says (EINPROGRESS: the connect does not wait); NULL terminated or NULL */
    int64_t unless;   /* a call with one of these bits in `flags` is not what this entry says (NI_NUMERICHOST:
                         nobody is asked) */
    bool from_start;  /* the walk always starts at the start of `subject` (g_list_nth, cJSON_GetArrayItem): an
                         index loop over it is quadratic */
    bool repeats;     /* calls `callback` once per element or row though its role is another (sqlite3_exec) */
    bool brief;       /* one system call on one name: over in a microsecond */
    const char *item; /* what one call gives, as people call it: "line"; "" when nothing special */
    const char *batch; /* the way out, as a clause: "WHERE id = ANY($1), or pipeline mode"; "" when none */
    const char *documentation; /* URL or manual page it was read from */
};

/* What makes a function a handler or a host's worker. */
enum handler_kind {
    HANDLER_CALL,       /* argument `argument` of a call of `name` ("call") */
    HANDLER_FIELD,      /* stored in field `field` of record `name` ("field") */
    HANDLER_NAME,       /* a function whose name matches the glob `name` ("name") */
    HANDLER_PARAMETERS, /* a function with parameters of these types, in order ("parameters", `name` is "TYPE,
                           TYPE") */
    HANDLER_RETURNS,    /* a function that returns this type, visible outside of its file ("returns") */
    HANDLER_ATTRIBUTE,  /* a function with this attribute ("attribute") */
    HANDLER_COMPANION,  /* a function F for which a function `name` with % = F exists, as a macro makes it
                           ("companion": "pg_finfo_%") */
    HANDLER_VARIABLE,   /* stored in the variable `name` of the host ("variable") */
    HANDLER_TEXT,  /* phase "serving" only: a call of a function with the text `name` in one of its strings
                      waits for the next request ("text") */
    HANDLER_TABLE, /* stored in a field that matches the glob `name`, of a table of functions that is filled
                      here and that nobody here reads: a host's ("table") */
    HANDLER_DIRECTIVE, /* stored in a field of a record whose name matches the glob `name`: an entry of a
                          table of what a configuration may say ("directive") */
    HANDLER_KINDS
};

/* When it runs. JSON: "request", "startup", "load" (a host that runs for long calls it when it loads the
 * module, needed or not), "session" (the same in a host that is started anew for each session or script),
 * "serving" (a call that waits for the next request or event; a loop around it serves), "background" (timers,
 * signals, new settings, the end: no request waits for it). */
enum phase { PHASE_REQUEST, PHASE_STARTUP, PHASE_LOAD, PHASE_SESSION, PHASE_SERVING, PHASE_BACKGROUND };

/* What the host allows. JSON: "single-threaded", "threaded", "any". */
enum runtime { RUNTIME_ANY, RUNTIME_SINGLE, RUNTIME_THREADED };

struct catalog_handler {
    enum handler_kind kind;
    const char *family;
    const char *library;
    const char *name;
    const char *field;
    const char *header; /* counts only in units that read a file of this name: for names that mean something
                           in one world only ("ruby.h"); "" for all */
    int argument;
    int descriptor; /* argument with the descriptor waited for: a negative constant says that the registration
                       is a timer's, and background; -1: there is none */
    int flags;      /* argument with a number whose bits say what is waited for; -1: there is none */
    int64_t unless; /* a registration with one of these bits in `flags` is a signal's, and background */
    enum phase phase;
    enum runtime runtime;
    const char *documentation;
};

/* What a word in a name or a comment says. Names are the last to be asked: what the code does decides first.
 * JSON: the name in quotes. */
enum word_kind {
    WORDS_LOGGING,  /* "logging": a function that logs */
    WORDS_ITERATOR, /* "iterator": a function that calls another per element */
    WORDS_LOOKUP,   /* "lookup": a function that looks something up */
    WORDS_TRY,      /* "try": what counts tries */
    WORDS_AGAIN,    /* "again": a constant, macro or label that says to try again, at the end of its name */
    WORDS_CONFIGURATION, /* "configuration": an object that holds settings */
    WORDS_REQUEST,       /* "request": an object that a client sent */
    WORDS_UPWARDS,       /* "upwards": a field that leads from an element to the one that holds it */
    WORDS_LINK,       /* "link": a field of a list that says nothing of what the list is, by its whole name */
    WORDS_COMPARISON, /* "comparison": a function that tells equal from different, also as a piece of a word
                       */
    WORDS_ALTERNATIVE, /* "alternative": a type whose items are tried until one works */
    WORDS_ENVIRONMENT, /* "environment": a function that reads the environment */
    WORDS_UPKEEP,      /* "upkeep": a function that runs by a signal, a timer or new settings */
    WORDS_HITS,        /* "hits": a counter of hits or misses */
    WORDS_MEASURED,    /* "measured": a comment that tells of a measurement */
    WORDS_UNIT,        /* "unit": the unit of a measured figure */
    WORDS_LIFETIME,    /* "lifetime": what a comment says with a figure that is how long something is kept */
    WORDS_BACKWARDS,   /* "backwards": a link from an element to the one before it */
    WORDS_SETUP,       /* "setup": a function that registers or sets something up once */
    WORDS_BOUND,       /* "bound": what a comment says before a number that bounds something */
    WORDS_RESTED,      /* "rested": a system header that others rest on without including it */
    WORDS_DESCRIPTOR,  /* "descriptor": a system function whose number stands for an object of the system */
    WORDS_PLACE,       /* "place": a function that says which table or database the next questions are for */
    WORDS_BEGIN,       /* "begin": a function that begins a transaction */
    WORDS_COMMIT,      /* "commit": a function that ends one */
    WORDS_GETTER,      /* "getter": a function that looks something up, or only gets it; a piece of a word */
    WORDS_INSERTION,   /* "insertion": a function that puts something into a container and does nothing else,
                          also as a piece of a word */
    WORDS_ADDITION, /* "addition": one that may, or adds a reference, an event, a field; a piece of a word */
    WORDS_REMOVAL,  /* "removal": a function that takes something out or ends it; a piece of a word */
    WORDS_SENDING,  /* "sending": a function that sends a question off; a piece of a word */
    WORDS_CACHE,    /* "cache": what holds answers; a piece of a word */
    WORDS_AGE,      /* "age": a field that tells how old something is; a piece of a word */
    WORDS_POOL,     /* "pool": what holds objects to be used again, no answers; a piece of a word */
    WORDS_CONNECTION, /* "connection": a function that gives a connection, no answer; a piece of a word */
    WORDS_KINDS
};

/* A REF-ID of the knowledge base. */
struct catalog_reference {
    const char *id;   /* "WF-06/REDUCE" */
    const char *kind; /* "workflow-step" */
    const char *title;
    const char *document; /* path in the knowledge base */
    const char *meaning;
};

struct catalog {
    struct arena *arena;
    struct catalog_function *functions;
    size_t function_count;
    struct map function_ids; /* name -> index of the entry in force */
    const uint32_t
        *globs; /* indices of entries whose name is a glob ("xcb_*_reply"), the one in force first */
    size_t glob_count;
    struct catalog_handler *handlers;
    size_t handler_count;
    const char *const *words[WORDS_KINDS]; /* NULL terminated; those of all sources */
    struct catalog_reference *references;  /* sorted by id */
    size_t reference_count;
};

/* Loads what is embedded. A broken embedded file is a bug, not an error. */
void catalog_load(struct catalog *catalog, struct arena *arena);
void catalog_release(struct catalog *catalog); /* the map; the rest is the arena's */

/* Adds "functions", "handlers" and "words" of `object`, part of `json` (a project's settings). Unknown keys,
 * roles and effects are errors with line and column; the catalog is then as it was. Entries found earlier
 * stay readable, but are no longer part of the catalog: extend first, then look up. */
bool catalog_extend(struct catalog *catalog, const struct json *json, const cJSON *object,
                    struct error *error);

/* The entry for a function called by this name, or NULL: its own entry, else the one of a glob that matches.
 * `__builtin_X`, `__builtin___X_chk` and `__X_chk` are looked through. */
const struct catalog_function *catalog_find(const struct catalog *catalog, const char *name);
const struct catalog_reference *catalog_reference(const struct catalog *catalog, const char *id);

/* Whether the text, a name or a sentence, holds one of the words of the kind (base/word.h). */
bool catalog_has_word(const struct catalog *catalog, enum word_kind kind, const char *text);
/* Whether the text is one of the words of the kind, to the letter. */
bool catalog_is_word(const struct catalog *catalog, enum word_kind kind, const char *text);
/* Whether a word of the kind stands anywhere in the text, edges or not: "strcmp" holds "cmp". */
bool catalog_has_piece(const struct catalog *catalog, enum word_kind kind, const char *text);

/* Whether a project's settings made the entry: it knows its own functions better than their bodies tell. */
bool catalog_is_project(const struct catalog_function *function);
bool catalog_handler_is_project(const struct catalog_handler *handler);
/* Whether the entry knows no library, only what C projects often call such a function. */
bool catalog_handler_is_guess(const struct catalog_handler *handler);

const char *role_name(enum role role);
/* "database", or "network and dns" for several. */
const char *effect_text(unsigned effects);

#endif
