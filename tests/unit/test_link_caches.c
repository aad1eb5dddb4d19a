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
    const char *text =
        arena_printf(arena, "%s `%s`", cache->kind == CACHE_VALUE ? "value" : "keyed", cache->name);

    if (cache->question != PROGRAM_NONE)
        text = arena_printf(arena, "%s saves %s", text, program->calls[cache->question].name);
    if (cache->effects != 0)
        text = arena_printf(arena, "%s, waits for %s", text, effect_text(cache->effects));
    if (*cache->evidence)
        text = arena_printf(arena, "%s, shown by %s", text,
                            strncmp(cache->evidence, "comment ", 8) == 0 ? "comment" : cache->evidence);
    return arena_printf(arena, "%s%s%s", text, cache->expires ? ", expires" : "",
                        cache->bounded ? ", bounded" : "");
}

static const char *describe_caches(const struct program *program, uint32_t function, struct arena *arena)
{
    struct cache_list caches = caches_find(program, arena);
    const char *text = "";

    for (uint32_t i = 0; i < caches.count; i++)
        if (caches.items[i].function == function)
            text = arena_printf(arena, "%s%s%s", text, *text ? "; " : "",
                                describe_cache(program, &caches.items[i], arena));
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
    struct cache_list list;

    (void)state;
    test_link_files(&test, &path, 1);
    list = caches_find(test.program, &test.arena);
    assert_true(list.count >= 12);
    for (uint32_t i = 0; i < list.count; i++) {
        const struct cache *cache = &list.items[i];
        const struct facts *facts = function_facts(test.program, cache->function);
        uint32_t body = test.program->functions[cache->function].body;
        uint8_t store = facts->nodes[cache->store].kind, hit = facts->nodes[cache->hit].kind;

        assert_true(node_contains(facts, body, cache->hit) && node_contains(facts, body, cache->store));
        assert_true(store == NODE_ASSIGN || store == NODE_CALL);
        assert_true(hit == NODE_RETURN || hit == NODE_CALL);
        assert_true((cache->variable == PROGRAM_NONE) != (cache->field == PROGRAM_NONE));
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
    struct cache_list list;

    (void)state;
    test_link_project(&test, files, 4, NULL);
    list = caches_find(test.program, &test.arena);
    assert_int_equal(list.count, 1);
    assert_string_equal(describe_cache(test.program, &list.items[0], &test.arena),
                        "keyed `entries` saves fetch, waits for database");
    test_program_release(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(caches),
        cmocka_unit_test(nodes_of_caches),
        cmocka_unit_test(stored_parameters),
        cmocka_unit_test(across_units),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
