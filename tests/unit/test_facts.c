/* facts: what a builder makes comes back from the block, shows as text, and no damage to a block gets past
 * facts_open() as something that cannot be walked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/facts/block.h"
#include "tests/unit/sample_facts.h"

/* The sample, in memory of exactly its size, so that a sanitizer sees a read past its end. */
static unsigned char *sample(size_t *size)
{
    struct buf block = {0};
    unsigned char *exact;

    sample_block(&block);
    *size = block.length;
    exact = malloc(block.length);
    memcpy(exact, block.data, block.length);
    buf_release(&block);
    return exact;
}

static struct facts open_sample(unsigned char **bytes)
{
    struct error error = {""};
    struct facts facts;
    size_t size;

    *bytes = sample(&size);
    if (!facts_open(&facts, *bytes, size, &error))
        fail_msg("%s", error.text);
    return facts;
}

static char *dump_text(const struct facts *facts)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    facts_dump(facts, out);
    fclose(out);
    return text;
}

static const char golden[] =
    "unit src/sum.c incomplete errors 2\n"
    "argument -Iinclude\n"
    "argument -DNAME=a b\n"
    "file src/sum.c main project lines 12 bytes 300 code 0\n"
    "file src/list.h project lines 5 bytes 80 code 0\n"
    "include src/sum.c:1:1 \"list.h\" -> src/list.h\n"
    "use src/sum.c -> src/list.h declarations 2 macros 1 conditions 0 first list @ 3\n"
    "use src/list.h -> src/sum.c declarations 1 macros 0 conditions 0 first sum @ 2\n"
    "type integer \"int\" size 4\n"
    "type integer \"long\" size 8\n"
    "type record \"struct list\" const size 16 symbol list\n"
    "type pointer \"const struct list *\" size 8 -> \"struct list\"\n"
    "type array \"char[4]\" size 4 count 4\n"
    "symbol function sum external defined : int @ src/sum.c:3:1-8 identity f:sum\n"
    "symbol parameter l of sum #0 local : const struct list * @ src/sum.c:3:1\n"
    "symbol variable total@4 of sum local : int @ src/sum.c:4:1\n"
    "symbol variable total@5 of sum local : int @ src/sum.c:5:1\n"
    "symbol record list defined : struct list @ src/list.h:1:1 identity S@list@src/list.h\n"
    "symbol field next of list #0 : const struct list * @ src/list.h:2:1 identity S@list@src/list.h.next\n"
    "symbol field value of list #1 : int @ src/list.h:3:1 identity S@list@src/list.h.value\n"
    "symbol function use external system @ (none) identity f:use\n"
    "symbol variable limit internal defined static : int @ src/sum.c:9:1 identity v:limit@src/sum.c\n"
    "symbol constant RED = -3 : int @ src/sum.c:4:1\n"
    "attribute sum annotate \"dawdle::handler\"\n"
    "root function sum @ src/sum.c\n"
    "  compound @ 3:67-8:2\n"
    "    declaration @ 4:26-46\n"
    "      variable total@4 @ 4:30-45\n"
    "        integer = 0 : int @ 4:38-39\n"
    "    for @ 5:3-86\n"
    "      none\n"
    "      name l : const struct list * @ 5:10-11\n"
    "      assign = : const struct list * @ 5:13-24\n"
    "        name l : const struct list * @ 5:13-14\n"
    "        member ->next of list : const struct list * @ 5:17-24\n"
    "          name l : const struct list * @ 5:17-18\n"
    "      compound @ 5:26-86\n"
    "        declaration @ 5:26-46\n"
    "          variable total@5 @ 5:30-45\n"
    "            member ->value of list : int @ 5:38-45\n"
    "              name l : const struct list * @ 5:38-39\n"
    "        call use : int @ 5:51-74\n"
    "          name use @ 5:51-54\n"
    "          cast : long @ 5:55-66\n"
    "            name total@5 : int @ 5:61-66\n"
    "          string \"a\\\"b\" : char[4] @ 5:68-73\n"
    "        unary post++ : int @ 5:76-83\n"
    "          name total@5 : int @ 5:76-81\n"
    "    return @ 6:3-15\n"
    "      name total@4 : int @ 6:10-15\n"
    "root variable limit @ src/sum.c\n"
    "  integer = 100 : int @ 9:20-23 macro MAX\n"
    "comment src/sum.c:10-11 \"/* caf\\xe9\\n */\"\n"
    "pragma src/sum.c:2 \"omp parallel for\"\n"
    "diagnostic error src/sum.c:12:3 \"no such name 'x'\"\n"
    "diagnostic fatal (none):0:0 \"too many errors\"\n";

static void a_block_shows_as_text(void **state)
{
    unsigned char *bytes;
    struct facts facts = open_sample(&bytes);
    char *text = dump_text(&facts);

    (void)state;
    assert_string_equal(text, golden);
    free(text);
    free(bytes);
}

static void the_same_facts_give_the_same_bytes(void **state)
{
    size_t size, again_size;
    unsigned char *bytes = sample(&size), *again = sample(&again_size);

    (void)state;
    assert_int_equal(size, again_size);
    assert_memory_equal(bytes, again, size);
    assert_int_equal(size % 8, 0);
    free(bytes);
    free(again);
}

/* What was added comes back as it was; uses and roots in their order. */
static void what_was_built_is_read(void **state)
{
    unsigned char *bytes;
    struct facts facts = open_sample(&bytes);

    (void)state;
    assert_int_equal(facts.unit.file, SAMPLE_MAIN);
    assert_int_equal(facts.unit.errors, 2);
    assert_string_equal(facts_string(&facts, facts.unit.arguments), "-Iinclude\n-DNAME=a b");
    assert_int_equal(facts.symbols_count, SAMPLE_RED + 1);
    assert_int_equal(facts.symbols[SAMPLE_RED].value, -3);
    assert_int_equal(facts.symbols[SAMPLE_TOTAL].name, facts.symbols[SAMPLE_INNER_TOTAL].name);
    assert_int_equal(facts.uses[0].from, SAMPLE_MAIN);
    assert_int_equal(facts.uses[1].from, SAMPLE_HEADER);
    assert_int_equal(facts.roots[0].symbol, SAMPLE_SUM);
    assert_int_equal(facts.roots[1].symbol, SAMPLE_LIMIT);
    assert_int_equal(facts.roots[1].node, facts.nodes_count - 1);
    free(bytes);
}

/* The first node of the kind at or after `from`. */
static uint32_t find_node(const struct facts *facts, enum node_kind kind, uint32_t from)
{
    while (from < facts->nodes_count && facts->nodes[from].kind != kind)
        from++;
    assert_true(from < facts->nodes_count);
    return from;
}

static void trees_are_walked_by_parts(void **state)
{
    unsigned char *bytes;
    struct facts facts = open_sample(&bytes);
    uint32_t loop = find_node(&facts, NODE_FOR, 0), call = find_node(&facts, NODE_CALL, loop);
    struct loop_parts parts = node_loop_parts(&facts, loop);

    (void)state;
    assert_true(node_is_loop(&facts, loop));
    assert_false(node_is_loop(&facts, call));
    assert_int_equal(parts.init, FACTS_NONE);
    assert_int_equal(facts.nodes[parts.condition].kind, NODE_NAME);
    assert_int_equal(facts.nodes[parts.increment].kind, NODE_ASSIGN);
    assert_int_equal(facts.nodes[parts.body].kind, NODE_COMPOUND);
    assert_int_equal(node_loop_parts(&facts, call).body, FACTS_NONE);
    assert_int_equal(node_argument_count(&facts, call), 2);
    assert_int_equal(facts.nodes[node_argument(&facts, call, 0)].kind, NODE_CAST);
    assert_int_equal(facts.nodes[node_argument(&facts, call, 1)].kind, NODE_STRING);
    assert_int_equal(node_argument(&facts, call, 2), FACTS_NONE);
    assert_int_equal(facts.nodes[node_strip(&facts, node_argument(&facts, call, 0))].ref, SAMPLE_INNER_TOTAL);
    assert_int_equal(node_owner(&facts, call), SAMPLE_SUM);
    assert_int_equal(node_owner(&facts, 0), SAMPLE_SUM);
    assert_int_equal(node_owner(&facts, facts.nodes_count - 1), SAMPLE_LIMIT);
    assert_int_equal(node_first(&facts, facts.nodes_count - 1), FACTS_NONE);
    assert_int_equal(node_next(&facts, 0), FACTS_NONE);
    free(bytes);
}

static void while_and_do_have_their_parts(void **state)
{
    static const enum node_kind kinds[] = {NODE_WHILE, NODE_DO};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct facts_builder b;
        struct buf block = {0};
        struct error error = {""};
        struct facts facts;
        struct loop_parts parts;
        uint32_t loop;

        builder_init(&b);
        sample_declarations(&b);
        loop = builder_open(&b, kinds[i], FACTS_NONE);
        builder_close(&b, builder_open(&b, NODE_COMPOUND, loop));
        builder_close(&b, builder_open(&b, NODE_FLOAT, loop));
        builder_close(&b, loop);
        vec_push(&b.roots, (struct fact_root){loop, SAMPLE_SUM});
        facts_build(&b, &block);
        assert_true(facts_open(&facts, block.data, block.length, &error));
        parts = node_loop_parts(&facts, loop);
        assert_int_equal(parts.init, FACTS_NONE);
        assert_int_equal(parts.increment, FACTS_NONE);
        assert_int_equal(kinds[i] == NODE_DO ? parts.body : parts.condition, loop + 1);
        assert_int_equal(kinds[i] == NODE_DO ? parts.condition : parts.body, loop + 2);
        buf_release(&block);
        builder_release(&b);
    }
}

/* libclang drops operands that it could not understand: they come back as NODE_NONE. */
static void missing_parts_are_filled_up(void **state)
{
    struct facts_builder b;
    struct buf block = {0};
    struct error error = {""};
    struct facts facts;
    uint32_t sum;

    (void)state;
    builder_init(&b);
    sample_declarations(&b);
    sum = builder_open(&b, NODE_BINARY, FACTS_NONE);
    b.nodes.data[sum].op = BINARY_ADD;
    builder_close(&b, builder_open(&b, NODE_FOR, sum));
    builder_close(&b, sum);
    vec_push(&b.roots, (struct fact_root){sum, SAMPLE_SUM});
    facts_build(&b, &block);
    if (!facts_open(&facts, block.data, block.length, &error))
        fail_msg("%s", error.text);
    assert_int_equal(facts.nodes[node_child(&facts, sum, 0)].kind, NODE_FOR);
    assert_int_equal(facts.nodes[node_child(&facts, sum, 1)].kind, NODE_NONE);
    assert_int_equal(node_child(&facts, sum, 2), FACTS_NONE);
    assert_int_equal(node_loop_parts(&facts, sum + 1).body, FACTS_NONE);
    assert_int_equal(facts.nodes_count, 7);
    buf_release(&block);
    builder_release(&b);
}

static void strings_are_shared_and_cut_at_a_nul(void **state)
{
    struct facts_builder b;
    uint32_t one;

    (void)state;
    builder_init(&b);
    one = builder_string(&b, "one");
    assert_int_equal(builder_string(&b, ""), 0);
    assert_int_equal(builder_string_n(&b, "one\0two", 7), one);
    assert_int_equal(builder_string_n(&b, "oneself", 3), one);
    assert_int_not_equal(builder_string(&b, "ones"), one);
    for (int i = 0; i < 3000; i++)
        builder_string(&b, arena_printf(&b.arena, "string %d", i));
    assert_int_equal(builder_string(&b, "one"), one);
    assert_string_equal(b.strings.data + builder_string(&b, "string 2999"), "string 2999");
    builder_release(&b);
}

static void every_cut_is_refused(void **state)
{
    size_t size;
    unsigned char *bytes = sample(&size);

    (void)state;
    for (size_t length = 0; length < size; length++) {
        unsigned char *cut = malloc(length > 0 ? length : 1);
        struct error error = {""};
        struct facts facts;

        memcpy(cut, bytes, length);
        assert_false(facts_open(&facts, cut, length, &error));
        assert_true(strlen(error.text) > 0);
        free(cut);
    }
    free(bytes);
}

/* Follows all that a reader may follow. */
static void walk(const struct facts *facts, FILE *out)
{
    facts_dump(facts, out);
    for (uint32_t i = 0; i < facts->nodes_count; i++) {
        struct loop_parts parts = node_loop_parts(facts, i);

        fprintf(out, "%u %u %u %u\n", node_owner(facts, i), node_strip(facts, i),
                node_argument_count(facts, i), parts.body);
    }
    for (uint32_t i = 0; i < facts->types_count; i++) {
        for (uint32_t type = i; type != FACTS_NONE; type = facts->types[type].target)
            fputs(facts_string(facts, facts->types[type].spelling), out);
    }
    for (uint32_t i = 0; i < facts->symbols_count; i++) {
        for (uint32_t symbol = i; symbol != FACTS_NONE; symbol = facts->symbols[symbol].parent)
            fputs(facts_string(facts, facts->symbols[symbol].name), out);
    }
}

/* Opens damaged bytes, walks them if that succeeds, and says whether it did. */
static bool survives(const void *bytes, size_t size, FILE *out)
{
    struct error error = {""};
    struct facts facts;

    if (facts_open(&facts, bytes, size, &error)) {
        walk(&facts, out);
        return true;
    }
    assert_true(strlen(error.text) > 0);
    return false;
}

/* Every byte of the block, with every bit turned, and some whole values. */
static void single_damages_are_refused_or_harmless(void **state)
{
    static const unsigned char values[] = {0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF};
    size_t size, refused = 0, taken = 0;
    unsigned char *bytes = sample(&size);
    FILE *out = fopen("/dev/null", "w");

    (void)state;
    for (size_t at = 0; at < size; at++) {
        unsigned char good = bytes[at];

        for (size_t i = 0; i < 8 + sizeof values; i++) {
            bytes[at] = i < 8 ? (unsigned char)(good ^ 1u << i) : values[i - 8];
            *(survives(bytes, size, out) ? &taken : &refused) += 1;
        }
        bytes[at] = good;
    }
    fclose(out);
    assert_true(refused > 5000);
    assert_true(taken > 1000);
    free(bytes);
}

/* Words that are likely to be indices, replaced by others that are nearly right; two at a time. */
static void random_damages_are_refused_or_harmless(void **state)
{
    size_t size, taken = 0;
    unsigned char *bytes = sample(&size), *damaged = malloc(size);
    uint64_t random = 88172645463325252u;
    FILE *out = fopen("/dev/null", "w");

    (void)state;
    for (int round = 0; round < 20000; round++) {
        memcpy(damaged, bytes, size);
        for (int i = 0; i < 1 + round % 2; i++) {
            uint32_t word;

            random = random * 6364136223846793005u + 1442695040888963407u;
            word = random >> 63 ? FACTS_NONE : (uint32_t)(random >> 40) % 48;
            memcpy(damaged + (random >> 16) % (size / 4) * 4, &word, sizeof word);
        }
        taken += survives(damaged, size, out);
    }
    fclose(out);
    assert_true(taken > 1000 && taken < 19000);
    free(damaged);
    free(bytes);
}

/* The sample with one number changed is refused for this reason. */
#define assert_refused(place, new_value, reason)                                                             \
    do {                                                                                                     \
        unsigned char *bytes_;                                                                               \
        struct facts facts = open_sample(&bytes_), again_;                                                   \
        const struct block_header *header = (const void *)bytes_;                                            \
        struct error error_ = {""};                                                                          \
        void *target_ = (void *)(uintptr_t) & (place);                                                       \
        __typeof__(place) value_ = (new_value);                                                              \
        size_t size_ = (size_t)header->size;                                                                 \
                                                                                                             \
        (void)facts;                                                                                         \
        memcpy(target_, &value_, sizeof value_);                                                             \
        assert_false(facts_open(&again_, bytes_, size_, &error_));                                           \
        assert_string_equal(error_.text, reason);                                                            \
        free(bytes_);                                                                                        \
    } while (0)

#define DAMAGED "the facts are damaged: "

static void each_promise_is_checked(void **state)
{
    (void)state;
    assert_refused(header->magic[0], 'D', "these are no facts of dawdle: the first bytes are others");
    assert_refused(header->version, 2, "the facts are of version 2, not 1: another dawdle made them");
    assert_refused(header->sections[BLOCK_nodes].item_size, 40, DAMAGED "items of nodes have another size");
    assert_refused(header->unit.file, 2, DAMAGED "they name no main file");
    assert_refused(header->unit.arguments, facts.strings_size, DAMAGED "they name no main file");
    assert_refused(facts.strings[0], 'x', DAMAGED "the strings have no proper beginning or end");
    assert_refused(facts.strings[facts.strings_size - 1], 'x',
                   DAMAGED "the strings have no proper beginning or end");
    assert_refused(facts.files[1].path, facts.strings_size, DAMAGED "files 1 refers to what is not there");
    assert_refused(facts.includes[0].to, 2, DAMAGED "includes 0 refers to what is not there");
    assert_refused(facts.uses[1].from, 7, DAMAGED "uses 1 refers to what is not there");
    assert_refused(facts.uses[0].from, 1, DAMAGED "uses 1 refers to what is not there");
    assert_refused(facts.types[0].class, TYPE_FUNCTION + 1, DAMAGED "types 0 refers to what is not there");
    assert_refused(facts.types[0].size, -2, DAMAGED "types 0 refers to what is not there");
    assert_refused(facts.types[SAMPLE_LIST].target, SAMPLE_LIST_POINTER,
                   DAMAGED "types refer to each other in a circle");
    assert_refused(facts.symbols[0].kind, SYMBOL_KINDS, DAMAGED "symbols 0 refers to what is not there");
    assert_refused(facts.symbols[0].linkage, LINKAGE_EXTERNAL + 1,
                   DAMAGED "symbols 0 refers to what is not there");
    assert_refused(facts.symbols[SAMPLE_SUM].parent, SAMPLE_L, DAMAGED "symbols hold each other in a circle");
    assert_refused(facts.symbols[SAMPLE_SUM].body, 1, DAMAGED "symbol 0 has a body that is not its own");
    assert_refused(facts.symbols[SAMPLE_USE].body, 0, DAMAGED "symbol 7 has a body that is not its own");
    assert_refused(facts.attributes[0].kind, ATTRIBUTE_VISIBILITY + 1,
                   DAMAGED "attributes 0 refers to what is not there");
    assert_refused(facts.diagnostics[0].level, 1, DAMAGED "diagnostics 0 refers to what is not there");
    assert_refused(facts.comments[0].file, FACTS_NONE, DAMAGED "comments 0 refers to what is not there");
    assert_refused(facts.pragmas[0].text, FACTS_NONE, DAMAGED "pragmas 0 refers to what is not there");
}

static void each_promise_of_trees_is_checked(void **state)
{
    (void)state;
    assert_refused(facts.nodes[0].kind, NODE_KINDS, DAMAGED "nodes 0 refers to what is not there");
    assert_refused(facts.nodes[0].op, 1, DAMAGED "nodes 0 refers to what is not there");
    assert_refused(facts.nodes[0].ref, 0, DAMAGED "nodes 0 refers to what is not there");
    assert_refused(facts.nodes[1].end, 1, DAMAGED "nodes 1 refers to what is not there");
    assert_refused(facts.nodes[1].end, 5, DAMAGED "nodes 4 refers to what is not there");
    assert_refused(facts.nodes[1].end, 0x10000, DAMAGED "nodes 1 refers to what is not there");
    assert_refused(facts.nodes[1].parent, FACTS_NONE, DAMAGED "nodes 1 refers to what is not there");
    assert_refused(facts.nodes[2].parent, 0, DAMAGED "nodes 2 refers to what is not there");
    assert_refused(facts.nodes[3].type, SAMPLE_TEXT + 1, DAMAGED "nodes 3 refers to what is not there");
    assert_refused(facts.nodes[3].file, FACTS_NONE, DAMAGED "nodes 3 refers to what is not there");
    assert_refused(facts.nodes[3].macro, FACTS_NONE, DAMAGED "nodes 3 refers to what is not there");
    assert_refused(facts.nodes[3].kind, NODE_CAST, DAMAGED "node 3 (cast) lacks a part");
    assert_refused(facts.nodes[1].kind, NODE_WHILE, DAMAGED "node 1 (while) lacks a part");
    assert_refused(facts.roots[1].node, 1, DAMAGED "the tree at node 25 has no root record");
    assert_refused(facts.roots[0].symbol, FACTS_NONE, DAMAGED "roots 0 refers to what is not there");
}

static void a_deep_tree_is_dumped(void **state)
{
    enum { DEPTH = 50000 };
    struct facts_builder b;
    struct buf block = {0};
    struct error error = {""};
    struct facts facts;
    uint32_t node = FACTS_NONE;
    char *text;

    (void)state;
    builder_init(&b);
    sample_declarations(&b);
    for (int i = 0; i < DEPTH; i++)
        node = builder_open(&b, NODE_CAST, node);
    while (node != FACTS_NONE) {
        builder_close(&b, node);
        node = b.nodes.data[node].parent;
    }
    vec_push(&b.roots, (struct fact_root){0, SAMPLE_SUM});
    facts_build(&b, &block);
    builder_release(&b);
    assert_true(facts_open(&facts, block.data, block.length, &error));
    text = dump_text(&facts);
    assert_true(strlen(text) < (size_t)DEPTH * 250);
    assert_int_equal(facts.nodes[node_strip(&facts, 0)].kind, NODE_NONE);
    free(text);
    buf_release(&block);
}

static void all_names_are_there(void **state)
{
    (void)state;
    for (int kind = 0; kind < NODE_KINDS; kind++)
        assert_true(strlen(node_kind_name((enum node_kind)kind)) > 0);
    for (int op = 1; op < UNARY_OPS; op++)
        assert_true(strlen(unary_op_text((enum unary_op)op)) > 0);
    for (int op = 1; op < BINARY_OPS; op++)
        assert_true(strlen(binary_op_text((enum binary_op)op)) > 0);
    for (int kind = 0; kind < SYMBOL_KINDS; kind++)
        assert_true(strlen(symbol_kind_name((enum symbol_kind)kind)) > 0);
    for (int class = 0; class <= TYPE_FUNCTION; class ++)
        assert_true(strlen(type_class_name((enum type_class) class)) > 0);
    for (int kind = 0; kind <= ATTRIBUTE_VISIBILITY; kind++)
        assert_true(strlen(attribute_kind_name((enum attribute_kind)kind)) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_shows_as_text),
        cmocka_unit_test(the_same_facts_give_the_same_bytes),
        cmocka_unit_test(what_was_built_is_read),
        cmocka_unit_test(trees_are_walked_by_parts),
        cmocka_unit_test(while_and_do_have_their_parts),
        cmocka_unit_test(missing_parts_are_filled_up),
        cmocka_unit_test(strings_are_shared_and_cut_at_a_nul),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(single_damages_are_refused_or_harmless),
        cmocka_unit_test(random_damages_are_refused_or_harmless),
        cmocka_unit_test(each_promise_is_checked),
        cmocka_unit_test(each_promise_of_trees_is_checked),
        cmocka_unit_test(a_deep_tree_is_dumped),
        cmocka_unit_test(all_names_are_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
