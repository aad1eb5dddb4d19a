# What dawdle.json and the comments in the sources change in the findings.
. "${0%/*}/lib.sh"

put project/ask.c <<'TEXT'
int system(const char *command);
int ask(const char *command);
int ask(const char *command)
{
    return system(command);
}
TEXT
put project/all.c <<'TEXT'
int ask(const char *command);
void ask_all(const char **commands, int count);
void ask_all(const char **commands, int count)
{
    for (int i = 0; i < count; i++)
        ask(commands[i]);
}
TEXT
database project all.c ask.c

# --- what a project says of a function wins over what its body does
run 1 project
out "all.c:6:9: warning: one process round trip per element of \`commands\`: ask (ask.c:3) -> system"
put project/dawdle.json <<'TEXT'
{ "functions": [{ "name": "ask", "role": "pure" }] }
TEXT
run 0 project
no_out
put project/dawdle.json <<'TEXT'
{ "functions": [{ "name": "ask", "role": "round-trip", "effect": "network", "query": 0, "batch": "ask_many()" }] }
TEXT
run 1 project
out "one network round trip per element of \`commands\`: ask. Ask once: ask_many()"
# with -v a finding says what its loop is, and why
run 1 -v project
out "note: the loop runs once per element of \`commands\` (item: walks \`commands\`; bound unknown)"
# --- a word of the project's own names says that what is walked are settings
put project/dawdle.json <<'TEXT'
{ "words": [{ "kind": "configuration", "words": "count" }] }
TEXT
run 1 -v project
out "(item: walks \`commands\`; bound from configuration (\`count\`))"
rm project/dawdle.json

# --- a file that two names lead to is one place
mkdir project/copy
ln -s ../all.c project/copy/all.c
database project all.c ask.c copy/all.c
run 1 project
checks=$((checks + 1))
[ "$(grep -c 'warning:' "$HERE/out")" -eq 1 ] || fail "the linked file is reported more than once"
out "project/all.c:6:9: warning:"

finish
