/* What is a cache and what only looks like one, held against the comments in link/caches.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/link/caches.h"
#include "support.h"

static const char *describe_cache(const struct program *program, const struct cache *cache,
                                  struct arena *arena)
{
    static const char *const kinds[] = {
        [CACHE_VALUE] = "value", [CACHE_KEYED] = "keyed", [CACHE_FILE] = "file"};
    const char *text = arena_printf(arena, "%s `%s`", kinds[cache->kind], cache->name);

    if (cache->question != PROGRAM_NONE)
        text = arena_printf(arena, "%s saves %s", text, program->calls[cache->question].name);
    if (cache->effects != 0)
        text = arena_printf(arena, "%s, waits for %s", text, effect_text(cache->effects));
    if (cache->cheap)
        text = arena_printf(arena, "%s, cheap", text);
    if (*cache->evidence)
        text = arena_printf(arena, "%s, shown by %s", text,
                            strncmp(cache->evidence, "comment ", 8) == 0 ? "comment" : cache->evidence);
    return arena_printf(arena, "%s%s%s", text, cache->expires ? ", expires" : "",
                        cache->bounded ? ", bounded" : "");
}

static const char *describe_caches(const struct program *program, uint32_t function, struct arena *arena)
{
    const char *text = "";

    for (uint32_t i = 0; i < program->cache_count; i++)
        if (program->caches[i].function == function)
            text = arena_printf(arena, "%s%s%s", text, *text ? "; " : "",
                                describe_cache(program, &program->caches[i], arena));
    return text;
}

static void caches(void **state)
{
    static const char *const path = "link/caches.c";
    struct test_program test;

    (void)state;
    test_link_files(&test, &path, 1);
    test_check_marks(&test, "cache", describe_caches, 12);
    test_program_release(&test);
}

/* The nodes that a report points to are what they are said to be. */
static void nodes_of_caches(void **state)
{
    static const char *const path = "link/caches.c";
    struct test_program test;

    (void)state;
    test_link_files(&test, &path, 1);
    assert_true(test.program->cache_count >= 12);
    for (uint32_t i = 0; i < test.program->cache_count; i++) {
        const struct cache *cache = &test.program->caches[i];
        const struct facts *facts = function_facts(test.program, cache->function);
        uint32_t body = test.program->functions[cache->function].body;
        uint8_t store = facts->nodes[cache->store].kind, hit = facts->nodes[cache->hit].kind;

        assert_true(node_contains(facts, body, cache->hit) && node_contains(facts, body, cache->store));
        assert_true(store == NODE_ASSIGN || store == NODE_CALL);
        assert_true(hit == NODE_RETURN || hit == NODE_CALL);
        assert_true(cache->variable == PROGRAM_NONE || cache->field == PROGRAM_NONE);
        assert_int_equal(cache->kind == CACHE_FILE,
                         cache->variable == PROGRAM_NONE && cache->field == PROGRAM_NONE);
        assert_int_equal(cache->measured, *cache->evidence != '\0');
    }
    test_program_release(&test);
}

/* What another function keeps of its parameter. */
static void stored_parameters(void **state)
{
    static const struct test_file files[] = {
        {"a.c",
         "#include <stdlib.h>\n"
         "struct entry { struct entry *next; void *value; int key; };\n"
         "static struct entry *head; static struct entry table[8]; static void *slots[8];\n"
         "void link_in(int key, void *value) {\n"
         "    struct entry *e = malloc(sizeof *e);\n"
         "    e->key = key; e->value = value; e->next = head; head = e; }\n"
         "void in_table(int key, void *value) { struct entry *e = &table[key & 7]; e->value = value; }\n"
         "void in_slot(int key, void *value) { slots[key & 7] = value; }\n"
         "void in_object(struct entry *e, void *value) { e->value = value; }\n"
         "void nowhere(int key, void *value) { struct entry e; e.value = value; e.key = key; }\n"
         "void declared(int key, void *value);\n"
         "void use(void) { declared(1, 0); }\n",
         NULL, NULL},
    };
    static const struct {
        const char *function;
        uint32_t position;
        const char *variable; /* NULL: it is not stored */
    } expected[] = {
        {"link_in", 1, "head"}, {"in_table", 1, "table"}, {"in_slot", 1, "slots"}, {"in_slot", 0, NULL},
        {"in_object", 1, NULL}, {"nowhere", 1, NULL},     {"link_in", 2, NULL},
    };
    struct test_program test;
    uint32_t variable;

    (void)state;
    test_link_project(&test, files, 1, NULL);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        bool stores = function_stores_parameter(test.program, test_function(&test, expected[i].function),
                                                expected[i].position, &variable);

        if (stores != (expected[i].variable != NULL))
            fail_msg("%s, parameter %u: stored is %d", expected[i].function, expected[i].position, stores);
        if (stores)
            assert_string_equal(test.program->variables[variable].name, expected[i].variable);
    }
    for (uint32_t f = 0; f < test.program->function_count; f++)
        if (test.program->functions[f].body == FACTS_NONE)
            assert_false(function_stores_parameter(test.program, f, 1, &variable));
    test_program_release(&test);
}

/* The container, the question and the storing stand in three units. */
static void across_units(void **state)
{
    static const struct test_file files[] = {
        {"cache.h",
         "struct entry { struct entry *next; int key; void *row; }; extern struct entry *entries;\n"
         "void *fetch(void *conn, int key); void keep(int key, void *row);\n",
         NULL, NULL},
        {"a.c",
         "#include \"cache.h\"\n"
         "void *row_of(void *conn, int key) {\n"
         "    for (struct entry *e = entries; e; e = e->next) if (e->key == key) return e->row;\n"
         "    void *row = fetch(conn, key);\n"
         "    keep(key, row);\n"
         "    return row; }\n",
         NULL, NULL},
        {"b.c",
         "#include \"cache.h\"\nvoid *PQexec(void *, const char *);\n"
         "void *fetch(void *conn, int key) { return key ? PQexec(conn, \"a\") : PQexec(conn, \"b\"); }\n",
         NULL, NULL},
        {"c.c",
         "#include \"cache.h\"\n#include <stdlib.h>\nstruct entry *entries;\n"
         "void keep(int key, void *row) {\n"
         "    struct entry *e = malloc(sizeof *e);\n"
         "    e->key = key; e->row = row; e->next = entries; entries = e; }\n",
         NULL, NULL},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    assert_int_equal(test.program->cache_count, 1);
    assert_string_equal(describe_cache(test.program, &test.program->caches[0], &test.arena),
                        "keyed `entries` saves fetch, waits for database");
    test_program_release(&test);
}

/* Containers of the project's own: what they are made of is not seen, only who looks, asks and stores. */
static void own_containers(void **state)
{
    static const struct test_file files[] = {
        {"box.h",
         "#include <time.h>\n"
         "struct node { struct node *left, *right; int key; };\n"
         "struct item { struct node node; char *text; time_t until; };\n"
         "struct box { struct node *root; };\n"
         "struct node *box_find(struct box *box, int key); void box_insert(struct box *box, struct node "
         "*n);\n"
         "struct item *item_new(int key); void drop(struct item *item);\n"
         "struct backend { int (*ask)(void *conn, int key, struct item *item); };\n"
         "void *PQexec(void *, const char *);\n",
         NULL, NULL},
        {"box.c",
         "#include \"box.h\"\n#include <stdlib.h>\n"
         "struct node *box_find(struct box *box, int key) {\n"
         "    struct node *n = box->root;\n"
         "    while (n && n->key != key) n = key < n->key ? n->left : n->right;\n"
         "    return n; }\n"
         "void box_insert(struct box *box, struct node *n) { n->left = box->root; box->root = n; }\n"
         "struct item *item_new(int key) {\n"
         "    struct item *i = calloc(1, sizeof *i); if (i) i->node.key = key; return i; }\n"
         "void drop(struct item *item) { free(item); }\n",
         NULL, NULL},
        {"use.c",
         "#include \"box.h\"\n"
         "static int ask_rows(void *conn, int key, struct item *item) {\n"
         "    item->text = PQexec(conn, key ? \"a\" : \"b\"); return item->text != 0; }\n"
         "struct backend rows = {ask_rows};\n"
         /* an age that is asked for; the question goes through a table of functions */
         "char *by_age(struct box *box, struct backend *backend, void *conn, int key, time_t now) {\n"
         "    struct item *i = (struct item *)box_find(box, key);\n"
         "    if (i && i->until >= now) return i->text;\n"
         "    if (!i) { i = item_new(key); box_insert(box, &i->node); }\n"
         "    if (!backend->ask(conn, key, i)) return 0;\n"
         "    i->until = now + 60; return i->text; }\n"
         /* called a cache; nobody asks for its age */
         "char *cached_text(struct box *box, struct backend *backend, void *conn, int key) {\n"
         "    struct item *i = (struct item *)box_find(box, key);\n"
         "    if (!i) { i = item_new(key); if (!backend->ask(conn, key, i)) return 0;\n"
         "        box_insert(box, &i->node); }\n"
         "    return i->text; }\n"
         /* a registry: the same, but nobody calls it a cache */
         "char *session_text(struct box *box, struct backend *backend, void *conn, int key) {\n"
         "    struct item *i = (struct item *)box_find(box, key);\n"
         "    if (!i) { i = item_new(key); if (!backend->ask(conn, key, i)) return 0;\n"
         "        box_insert(box, &i->node); }\n"
         "    return i->text; }\n"
         /* asked on a hit only: no cache */
         "char *cache_checked(struct box *box, struct backend *backend, void *conn, int key) {\n"
         "    struct item *i = (struct item *)box_find(box, key);\n"
         "    if (i) { backend->ask(conn, key, i); return i->text; }\n"
         "    i = item_new(key); box_insert(box, &i->node); return i->text; }\n"
         /* nothing is asked: interning */
         "char *cache_interned(struct box *box, int key) {\n"
         "    struct item *i = (struct item *)box_find(box, key);\n"
         "    if (!i) { i = item_new(key); box_insert(box, &i->node); }\n"
         "    return i->text; }\n",
         NULL, NULL},
    };
    static const struct {
        const char *function, *found;
    } expected[] = {
        {"by_age", "keyed `box_find` saves backend->ask, waits for database, expires"},
        {"cached_text", "keyed `box_find` saves backend->ask, waits for database"},
        {"session_text", ""},
        {"cache_checked", ""},
        {"cache_interned", ""},
    };
    struct test_program test;

    (void)state;
    test_link_project(&test, files, sizeof files / sizeof files[0], NULL);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        assert_string_equal(
            describe_caches(test.program, test_function(&test, expected[i].function), &test.arena),
            expected[i].found);
    test_program_release(&test);
}

/* A word of the name must say hit or miss; a part of another word says nothing, and neither does a counter
 * that nobody reads. */
static void counters_by_their_names(void **state)
{
    static const struct {
        const char *name, *reader;
        bool measured;
    } counters[] = {
        {"cacheHits", "cacheHits", true},
        {"n_misses", "n_misses", true},
        {"permission", "permission", false},
        {"white_space", "white_space", false},
        {"n_misses", "0", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
        char text[1024];
        struct test_file file = {"a.c", text, NULL, NULL};
        struct test_program test;

        snprintf(text, sizeof text,
                 "void *PQexec(void *, const char *);\n"
                 "struct e { struct e *next; int key; void *row; }; static struct e *all; static int %s;\n"
                 "void *malloc(unsigned long);\n"
                 "void *row_of(void *conn, int key) {\n"
                 "    struct e *e; for (e = all; e; e = e->next) if (e->key == key) return e->row;\n"
                 "    %s++; e = malloc(sizeof *e); e->key = key; e->row = PQexec(conn, \"a\");\n"
                 "    e->next = all; all = e; return e->row; }\n"
                 "int figure(void) { return %s; }\n",
                 counters[i].name, counters[i].name, counters[i].reader);
        test_link_project(&test, &file, 1, NULL);
        assert_int_equal(test.program->cache_count, 1);
        assert_int_equal(test.program->caches[0].measured, counters[i].measured);
        test_program_release(&test);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caches),
        cmocka_unit_test(nodes_of_caches),
        cmocka_unit_test(stored_parameters),
        cmocka_unit_test(across_units),
        cmocka_unit_test(own_containers),
        cmocka_unit_test(counters_by_their_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
