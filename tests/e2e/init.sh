# dawdle init: a first dawdle.json that says what was found, changes nothing, and never replaces one.
. "${0%/*}/lib.sh"

mkdir -p project/.git
put project/db.c <<'TEXT'
int system(const char *command);
int ask(int handle, const char *command);
int ask(int handle, const char *command)
{
    return handle + system(command);
}
TEXT
put project/serve.c <<'TEXT'
struct router;
struct evhttp;
struct evhttp_request;
int ask(int handle, const char *command);
void router_add(struct router *router, const char *path, int (*callback)(void *request));
void evhttp_set_gencb(struct evhttp *http, void (*callback)(struct evhttp_request *, void *), void *context);
static int show(void *request)
{
    return ask(1, request);
}
static int change(void *request)
{
    return ask(2, request) + ask(3, request);
}
static void answer(struct evhttp_request *request, void *context)
{
    ask(request == context, "true");
}
void prepare(struct router *router, struct evhttp *http);
void prepare(struct router *router, struct evhttp *http)
{
    router_add(router, "/show", show);
    router_add(router, "/change", change);
    evhttp_set_gencb(http, answer, router);
}
TEXT
database project db.c serve.c

# --- a fresh project
run 0 init -p project -o -
out '  //     answer (serve.c:15), handler: given to evhttp_set_gencb'
out '  //     { "kind": "call", "name": "router_add", "argument": 2 },'
out '  //     { "name": "ask", "role": "round-trip", "effect": "process" }, // ends in system'
out '  //     libevent: libevent.json'
[ ! -e project/dawdle.json ] || fail "init -o - must not write a file"
run 0 init -p project
no_out
err "project/dawdle.json is written"
# what it wrote is read, and changes nothing
run 0 -v -p project
err "settings: $HERE/project/dawdle.json"
cp project/dawdle.json written
# the same input, the same bytes
run 0 init -p project -o -
same out written "what init prints and what it wrote"

# --- one that is there stays
run 2 init -p project
one_sentence
err "project/dawdle.json is there already and stays as it is"
same project/dawdle.json written "an existing dawdle.json"
run 2 init -p project -o project/dawdle.json
one_sentence
same project/dawdle.json written "an existing dawdle.json named by -o"

# --- nowhere to write, nothing to read
run 2 init -q -p project -o nowhere/dawdle.json
one_sentence
err "cannot write $HERE/nowhere/dawdle.json"
if [ "$(id -u)" -ne 0 ]; then
    mkdir closed && chmod a-w closed
    run 2 init -q -p project -o closed/dawdle.json
    one_sentence
    chmod u+w closed
fi
mkdir empty && cd empty || exit 1
run 2 init
one_sentence
err "no compile database was found"
cd "$HERE" || exit 1
run 2 init -p project --format sarif
one_sentence
err "--format is no option of this command"
run 0 init --help
out "usage: dawdle init"

# --- an entry that matches nothing is said, where all of the project was read
put project/dawdle.json <<'TEXT'
{ "functions": [{ "name": "aks", "role": "pure" }, { "name": "ask", "role": "pure" }, { "name": "as?", "role": "pure" }],
  "handlers": [{ "kind": "call", "name": "router_ad", "argument": 2 }, { "kind": "call", "name": "router_add", "argument": 2 },
               { "kind": "field", "name": "route", "field": "run" }, { "kind": "variable", "name": "hook" },
               { "kind": "name", "name": "sho*" }, { "kind": "returns", "name": "Answer" }],
  "evidence": [{ "what": "ask_cache", "text": "hit rate 9 %" }, { "what": "serve.c", "text": "hit rate 9 %" }] }
TEXT
run 0 -p project
err 'dawdle.json: no function is called "aks", so its entry in "functions" does nothing'
err 'dawdle.json: no function is called "router_ad", so its entry in "handlers" does nothing'
err 'dawdle.json: no struct is called "route" whose fields are used, so its entry in "handlers" does nothing'
err 'dawdle.json: no variable is called "hook"'
err 'dawdle.json: no function fits "Answer"'
err 'dawdle.json: no function, variable, field or file is called "ask_cache", so its entry in "evidence" does nothing'
checks=$((checks + 1))
[ "$(grep -c 'does nothing' err)" -eq 6 ] || { fail "entries that match are named too"; show; }
run 0 -p project project/db.c
checks=$((checks + 1))
if grep -q 'does nothing' err; then fail "a part of the project cannot tell what matches nothing"; fi

finish
