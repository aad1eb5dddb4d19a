/* Functions that go through a list by calling themselves for the rest of it, `find(p->next, key)`: the walk
 * that a loop would be. Compilers often make one of it.
 *
 * The call hands on the link of the element it was given, always the same one (two are a tree), and what is
 * looked for or added as it came. */
#include "analyzer/link/internal.h"
#include "analyzer/link/loops_parts.h"
#include "analyzer/link/scans_parts.h"
#include "analyzer/link/scans_shape.h"

struct descent {
    uint32_t position; /* of the parameter that walks */
    uint32_t symbol;   /* and its symbol */
    uint32_t link;     /* the field that leads on; FACTS_NONE as long as none is known */
    uint32_t call;     /* the call that goes on; PROGRAM_NONE */
    uint64_t kept;     /* bit per parameter that each call hands on as it came */
};

/* Whether the expression is an element's own link: `p->next`, and `&(*p)->next` where the function is given
 * the link before. */
static uint32_t link_of(const struct facts *facts, uint32_t node, uint32_t parameter)
{
    bool of_link = facts->nodes[node].kind == NODE_UNARY && facts->nodes[node].op == UNARY_ADDRESS;
    uint32_t object;

    if (of_link)
        node = node_strip(facts, node_first(facts, node));
    if (facts->nodes[node].kind != NODE_MEMBER || !(facts->nodes[node].flags & NODE_ARROW))
        return FACTS_NONE;
    object = node_strip(facts, node_first(facts, node));
    if (of_link && facts->nodes[object].kind == NODE_UNARY && facts->nodes[object].op == UNARY_DEREFERENCE)
        object = node_strip(facts, node_first(facts, object));
    else if (of_link)
        return FACTS_NONE;
    return facts->nodes[object].kind == NODE_NAME && facts->nodes[object].ref == parameter
               ? facts->nodes[node].ref
               : FACTS_NONE;
}

static bool runs(const struct program *program, const struct call *call, uint32_t f)
{
    return call->kind == CALL_DIRECT && call->target_count == 1 && program->targets[call->first_target] == f;
}

/* Takes in a call of the function by itself; false when it shows that the parameter walks no list. */
static bool take_call(const struct program *program, uint32_t c, struct descent *descent)
{
    const struct call *call = &program->calls[c];
    const struct facts *facts = function_facts(program, call->function);
    uint32_t argument = node_argument(facts, call->node, descent->position), link = FACTS_NONE;
    uint32_t position = 0;
    uint64_t kept = 0;

    if (argument != FACTS_NONE && call->loop == PROGRAM_NONE) {
        argument = node_strip(facts, argument);
        if (facts->nodes[argument].kind == NODE_NAME && facts->nodes[argument].ref != descent->symbol &&
            facts->nodes[argument].ref != FACTS_NONE) {
            uint32_t value = value_before(facts, program->functions[call->function].body, call->node,
                                          facts->nodes[argument].ref);

            argument = value == FACTS_NONE ? argument : node_strip(facts, value);
        }
        link = link_of(facts, argument, descent->symbol);
    }
    if (link == FACTS_NONE || (descent->link != FACTS_NONE && descent->link != link) ||
        catalog_has_word(program->catalog, WORDS_UPWARDS, facts_string(facts, facts->symbols[link].name)))
        return false;
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE && position < 64;
         a = node_next(facts, a), position++)
        if (position != descent->position &&
            function_parameter(program, call->function, node_strip(facts, a)) == position)
            kept |= UINT64_C(1) << position;
    descent->link = link;
    descent->call = c;
    descent->kept &= kept;
    return true;
}

static bool is_of_element(const struct facts *facts, uint32_t node, const struct descent *descent)
{
    return facts->nodes[node_strip(facts, node)].kind == NODE_MEMBER &&
           node_base(facts, node) == descent->symbol && !key_is_shared(facts, node);
}

/* Parameters that the element is compared with for equality, by an operator or a library function. */
static uint64_t keys_of(const struct program *program, uint32_t f, const struct descent *descent)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);
    uint64_t keys = 0;

    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        uint32_t first, at;

        if (node->kind == NODE_BINARY && (node->op == BINARY_EQUAL || node->op == BINARY_NOT_EQUAL))
            first = node_first(facts, n);
        else if (node->kind == NODE_CALL && (at = program_call_at(program, f, n)) != PROGRAM_NONE &&
                 program->calls[at].known != NULL && program->calls[at].known->role == ROLE_COMPARE)
            first = node_argument(facts, n, 0);
        else
            continue;
        for (uint32_t a = first; a != FACTS_NONE; a = node_next(facts, a))
            for (uint32_t b = first; b != FACTS_NONE; b = node_next(facts, b))
                if (a != b && is_of_element(facts, a, descent) && !key_is_shared(facts, b))
                    keys |= depends_mask(program, function->unit, b);
    }
    return keys & descent->kept;
}

/* Whether what was handed on becomes the end of the list: it is put in the link, or given where there is no
 * element. */
static bool adds_behind(const struct program *program, uint32_t f, const struct descent *descent)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t n = function->body; n < facts->nodes[function->body].end; n++) {
        uint32_t value, target;

        if (facts->nodes[n].kind == NODE_RETURN && node_first(facts, n) != FACTS_NONE) {
            uint32_t given = function_parameter(program, f, node_strip(facts, node_first(facts, n)));

            if (given < 64 && descent->kept >> given & 1 &&
                node_class(facts, node_strip(facts, node_first(facts, n))) == TYPE_POINTER)
                return true;
        }
        if (facts->nodes[n].kind != NODE_ASSIGN)
            continue;
        target = node_strip(facts, node_first(facts, n));
        value = node_strip(facts, node_child(facts, n, 1));
        if (node_base(facts, target) == descent->symbol && facts->nodes[target].kind != NODE_NAME &&
            node_class(facts, target) == TYPE_POINTER &&
            (facts->nodes[target].kind != NODE_MEMBER || facts->nodes[target].ref == descent->link) &&
            (depends_mask(program, function->unit, value) & descent->kept) != 0 &&
            (facts->nodes[value].kind != NODE_CALL || program_call_at(program, f, value) != descent->call))
            return true;
    }
    return false;
}

void scans_of_recursion(const struct program *program, uint32_t f, struct scan_list *list)
{
    const struct function *function = &program->functions[f];
    const struct facts *facts = function_facts(program, f);

    for (uint32_t p = 0; p < function->parameters && p < 64; p++) {
        struct descent descent = {p, program->parameters[function->first_parameter + p], FACTS_NONE,
                                  PROGRAM_NONE, UINT64_MAX};
        bool walks = descent.symbol != FACTS_NONE;
        struct scan scan;

        for (uint32_t c = function->first_call; walks && c < function->first_call + function->call_count; c++)
            if (runs(program, &program->calls[c], f))
                walks = take_call(program, c, &descent);
        if (!walks || descent.call == PROGRAM_NONE)
            continue;
        scan = (struct scan){.kind = SCAN_SEARCH,
                             .of = SCAN_PARAMETER,
                             .index = p,
                             .keys = keys_of(program, f, &descent),
                             .what = facts_string(facts, facts->symbols[descent.symbol].name),
                             .grows = adds_behind(program, f, &descent),
                             .way = {descent.call, PROGRAM_NONE, 1, 0, false},
                             .loop = PROGRAM_NONE};
        if (scan.keys == 0)
            scan.kind = SCAN_APPEND;
        if (scan.keys != 0 || scan.grows)
            scan_list_add(list, &scan);
    }
}
