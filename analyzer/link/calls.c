/* Who calls whom. Direct calls bind to definitions; a call through a field, variable or parameter may run
 * whatever function the program stores there.
 *
 * What may be stored where is a set-inclusion problem over cells: one per field (of any object: field-based),
 * static variable, function-pointer local and parameter, and function result. A function name that flows into
 * a cell is a member; an assignment, initialiser, argument or return from one cell to another is an edge
 * along which members flow (cells.h). Calls that are resolved through a cell add edges from their arguments
 * to the new targets' parameters, so the two steps alternate until nothing is added: it ends because sets
 * only grow. Only function pointers take part, so the sets stay small. */
#include <stdlib.h>
#include <string.h>

#include "analyzer/link/cells.h"
#include "analyzer/link/internal.h"

struct indirect {
    uint32_t call;
    uint32_t cell; /* PROGRAM_NONE: nothing known of it */
    uint32_t seen; /* members whose parameters are connected already */
};

struct solver {
    struct program *program;
    struct cells cells; /* fields, then variables, then those with a key */
    VEC(struct call)
    calls;
    VEC(struct indirect)
    indirects;
    VEC(struct callback)
    callbacks;
    struct function_list scratch;
};

enum cell_space { CELL_SYMBOL, CELL_RESULT, CELL_CALL, CELL_CALLEE };

enum { POOL_MIN = 8 }; /* so many functions in one place are of many kinds */

static uint32_t keyed_cell(struct solver *solver, enum cell_space space, uint32_t high, uint32_t low)
{
    return cells_of(&solver->cells, ((uint64_t)space << 62) | ((uint64_t)high << 32) | low);
}

static uint32_t field_cell(const struct program *program, uint32_t unit, uint32_t symbol)
{
    return symbol == FACTS_NONE ? PROGRAM_NONE : program->units[unit].symbol_field[symbol];
}

static uint32_t symbol_cell(struct solver *solver, uint32_t unit, uint32_t symbol)
{
    const struct program *program = solver->program;
    uint32_t variable = program->units[unit].symbol_variable[symbol];

    return variable != PROGRAM_NONE ? program->field_count + variable
                                    : keyed_cell(solver, CELL_SYMBOL, unit, symbol);
}

static bool holds_function(const struct facts *facts, uint32_t type)
{
    for (int depth = 0; type != FACTS_NONE && depth < 8; depth++) {
        const struct fact_type *t = &facts->types[type];

        if (t->class == TYPE_FUNCTION)
            return true;
        if (t->class != TYPE_POINTER && t->class != TYPE_ARRAY)
            return false;
        type = t->target;
    }
    return false;
}

/* Through casts, &, * and the last operand of a comma. */
static uint32_t look_through(const struct facts *facts, uint32_t node)
{
    for (;;) {
        const struct fact_node *n = &facts->nodes[node];
        uint32_t next = FACTS_NONE;

        if (n->kind == NODE_CAST ||
            (n->kind == NODE_UNARY && (n->op == UNARY_ADDRESS || n->op == UNARY_DEREFERENCE)))
            next = node_first(facts, node);
        else if ((n->kind == NODE_BINARY && n->op == BINARY_COMMA) ||
                 (n->kind == NODE_ASSIGN && n->op == BINARY_NONE))
            next = node_child(facts, node, 1);
        if (next == FACTS_NONE)
            return node;
        node = next;
    }
}

/* The function named, whose address is taken or which is called, by an expression without casts, & and *;
 * PROGRAM_NONE. */
static uint32_t expression_function(const struct program *program, uint32_t unit, uint32_t node)
{
    const struct facts *facts = program->units[unit].facts;
    const struct fact_node *n;

    if (node == FACTS_NONE)
        return PROGRAM_NONE;
    n = &facts->nodes[look_through(facts, node)];
    if (n->kind != NODE_NAME || n->ref == FACTS_NONE || facts->symbols[n->ref].kind != SYMBOL_FUNCTION)
        return PROGRAM_NONE;
    return unit_function(program, unit, n->ref);
}

/* The cell that an lvalue names, or PROGRAM_NONE. */
static uint32_t lvalue_cell(struct solver *solver, uint32_t unit, uint32_t node)
{
    const struct facts *facts = solver->program->units[unit].facts;
    const struct fact_node *n = &facts->nodes[node = look_through(facts, node)];

    switch (n->kind) {
    case NODE_NAME:
        if (n->ref != FACTS_NONE && (facts->symbols[n->ref].kind == SYMBOL_VARIABLE ||
                                     facts->symbols[n->ref].kind == SYMBOL_PARAMETER))
            return symbol_cell(solver, unit, n->ref);
        return PROGRAM_NONE;
    case NODE_MEMBER: return field_cell(solver->program, unit, n->ref);
    case NODE_INDEX: return lvalue_cell(solver, unit, node_first(facts, node));
    default: return PROGRAM_NONE;
    }
}

/* All that the expression may hold flows into `to`. */
static void flow_into(struct solver *solver, uint32_t unit, uint32_t node, uint32_t to)
{
    const struct program *program = solver->program;
    const struct facts *facts = program->units[unit].facts;
    const struct fact_node *n;
    uint32_t function;

    if (node == FACTS_NONE || to == PROGRAM_NONE)
        return;
    node = look_through(facts, node);
    n = &facts->nodes[node];
    function = expression_function(program, unit, node);
    if (function != PROGRAM_NONE) {
        solver->scratch.count = 0;
        merge_definitions(program, unit, function, &solver->scratch);
        for (uint32_t i = 0; i < solver->scratch.count; i++)
            cells_add_member(&solver->cells, to, solver->scratch.data[i]);
        if (solver->scratch.count == 0)
            cells_add_member(&solver->cells, to, function);
        solver->program->functions[function].address_taken = true;
    } else if (n->kind == NODE_CONDITIONAL) {
        flow_into(solver, unit, node_child(facts, node, 1), to);
        flow_into(solver, unit, node_child(facts, node, 2), to);
    } else if (n->kind == NODE_CALL) {
        uint32_t callee = n->ref == FACTS_NONE ? PROGRAM_NONE : unit_function(program, unit, n->ref);

        if (!holds_function(facts, n->type))
            return;
        if (callee == PROGRAM_NONE) {
            cells_add_edge(&solver->cells, keyed_cell(solver, CELL_CALL, unit, node), to);
            return;
        }
        solver->scratch.count = 0;
        merge_definitions(program, unit, callee, &solver->scratch);
        for (uint32_t i = 0; i < solver->scratch.count; i++)
            cells_add_edge(&solver->cells, keyed_cell(solver, CELL_RESULT, 0, solver->scratch.data[i]), to);
    } else if (holds_function(facts, n->type)) {
        cells_add_edge(&solver->cells, lvalue_cell(solver, unit, node), to);
    }
}

/* An initialiser: what stands for a field goes to the field, the rest to the variable or field that is
 * initialised. */
static void flow_initialiser(struct solver *solver, uint32_t unit, uint32_t node, uint32_t to)
{
    const struct facts *facts = solver->program->units[unit].facts;
    const struct fact_node *n;

    if (node == FACTS_NONE)
        return;
    n = &facts->nodes[node];
    switch (n->kind) {
    case NODE_INIT_LIST:
    case NODE_COMPOUND_LITERAL:
        for (uint32_t c = node_first(facts, node); c != FACTS_NONE; c = node_next(facts, c))
            flow_initialiser(solver, unit, c, to);
        break;
    case NODE_INIT_INDEX: flow_initialiser(solver, unit, node_first(facts, node), to); break;
    case NODE_INIT_FIELD:
        flow_initialiser(solver, unit, node_first(facts, node), field_cell(solver->program, unit, n->ref));
        break;
    default: flow_into(solver, unit, node, to); break;
    }
}

static void connect_arguments(struct solver *solver, uint32_t unit, uint32_t call, uint32_t target)
{
    const struct program *program = solver->program;
    const struct facts *facts = program->units[unit].facts;
    const struct function *function = &program->functions[target];
    uint32_t position = 0;

    if (function->body == FACTS_NONE)
        return;
    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE && position < function->parameters;
         a = node_next(facts, a), position++) {
        uint32_t symbol = program->parameters[function->first_parameter + position];

        if (symbol == FACTS_NONE)
            continue;
        if (holds_function(facts, facts->nodes[a].type) ||
            expression_function(program, unit, a) != PROGRAM_NONE)
            flow_into(solver, unit, a, symbol_cell(solver, function->unit, symbol));
    }
}

/* What the target returns is what an indirect call of it gives. */
static void connect_result(struct solver *solver, uint32_t unit, uint32_t call, uint32_t target)
{
    const struct facts *facts = solver->program->units[unit].facts;

    if (holds_function(facts, facts->nodes[call].type))
        cells_add_edge(&solver->cells, keyed_cell(solver, CELL_RESULT, 0, target),
                       keyed_cell(solver, CELL_CALL, unit, call));
}

static void note_callbacks(struct solver *solver, uint32_t unit, uint32_t id, uint32_t call)
{
    const struct facts *facts = solver->program->units[unit].facts;
    uint32_t position = 0;

    for (uint32_t a = node_argument(facts, call, 0); a != FACTS_NONE; a = node_next(facts, a), position++) {
        uint32_t function = expression_function(solver->program, unit, a);

        if (function == PROGRAM_NONE)
            continue;
        solver->program->functions[function].address_taken = true;
        solver->scratch.count = 0;
        merge_definitions(solver->program, unit, function, &solver->scratch);
        for (uint32_t i = 0; i < solver->scratch.count; i++)
            vec_push(&solver->callbacks, (struct callback){id, position, solver->scratch.data[i]});
    }
}

static void add_call(struct solver *solver, uint32_t unit, uint32_t function, uint32_t node)
{
    struct program *program = solver->program;
    const struct facts *facts = program->units[unit].facts;
    uint32_t id = solver->calls.count, callee = look_through(facts, node_first(facts, node));
    const struct fact_node *n = &facts->nodes[callee];
    uint32_t direct = expression_function(program, unit, callee), cell = PROGRAM_NONE;
    struct call call = {.function = function,
                        .node = node,
                        .kind = CALL_UNKNOWN,
                        .symbol_ref = PROGRAM_NONE,
                        .loop = PROGRAM_NONE};

    if (direct != PROGRAM_NONE) {
        call.kind = CALL_DIRECT;
        call.symbol_ref = direct;
        call.name = program->functions[direct].name;
    } else {
        call.name = node_text(facts, callee, 48, program->arena);
        if (n->kind == NODE_MEMBER) {
            call.kind = CALL_FIELD;
            call.symbol_ref = field_cell(program, unit, n->ref);
            cell = call.symbol_ref;
        } else if (n->kind == NODE_NAME && n->ref != FACTS_NONE &&
                   facts->symbols[n->ref].kind == SYMBOL_PARAMETER) {
            call.kind = CALL_PARAMETER;
            call.symbol_ref = function_parameter(program, function, callee);
            cell = symbol_cell(solver, unit, n->ref);
        } else {
            cell = lvalue_cell(solver, unit, callee);
            if (n->kind == NODE_INDEX && node_base(facts, callee) != FACTS_NONE && cell != PROGRAM_NONE &&
                cell < program->field_count)
                call.kind = CALL_FIELD;
            else if (n->kind == NODE_CONDITIONAL || n->kind == NODE_CALL) {
                cell = keyed_cell(solver, CELL_CALLEE, unit, node);
                flow_into(solver, unit, callee, cell);
            } else if (cell != PROGRAM_NONE)
                call.kind = CALL_VARIABLE;
        }
        vec_push(&solver->indirects, (struct indirect){id, cell, 0});
    }
    vec_push(&solver->calls, call);
    note_callbacks(solver, unit, id, node);
}

/* One pass over the nodes of a unit: calls, and everything that moves a function pointer. */
static void read_unit(struct solver *solver, uint32_t u)
{
    const struct unit *unit = &solver->program->units[u];
    const struct facts *facts = unit->facts;

    for (uint32_t r = 0; r < facts->roots_count; r++) {
        uint32_t root = facts->roots[r].node, symbol = facts->roots[r].symbol,
                 function = unit->root_function[r];
        bool is_function = facts->symbols[symbol].kind == SYMBOL_FUNCTION;

        if (is_function && (function == PROGRAM_NONE || solver->program->functions[function].unit != u ||
                            solver->program->functions[function].body != root))
            continue; /* a header's function that another unit stands for */
        if (!is_function)
            flow_initialiser(solver, u, root, symbol_cell(solver, u, symbol));
        if (is_function)
            solver->program->functions[function].first_call = solver->calls.count;
        for (uint32_t n = root; n < facts->nodes[root].end; n++) {
            const struct fact_node *node = &facts->nodes[n];

            if (node->flags & NODE_UNEVALUATED)
                continue;
            if (node->kind == NODE_CALL && is_function) {
                add_call(solver, u, function, n);
            } else if (node->kind == NODE_ASSIGN && node->op == BINARY_NONE) {
                uint32_t target = node_first(facts, n), value = node_child(facts, n, 1);

                if (facts->nodes[value].kind == NODE_COMPOUND_LITERAL)
                    flow_initialiser(solver, u, value, PROGRAM_NONE);
                else if (holds_function(facts, facts->nodes[target].type) ||
                         expression_function(solver->program, u, value) != PROGRAM_NONE)
                    flow_into(solver, u, value, lvalue_cell(solver, u, target));
            } else if (node->kind == NODE_VARIABLE && node->ref != FACTS_NONE &&
                       node_first(facts, n) != FACTS_NONE) {
                const struct fact_symbol *variable = &facts->symbols[node->ref];

                if (facts->nodes[node_first(facts, n)].kind == NODE_INIT_LIST ||
                    holds_function(facts, variable->type))
                    flow_initialiser(solver, u, node_first(facts, n), symbol_cell(solver, u, node->ref));
            } else if (node->kind == NODE_RETURN && is_function && node_first(facts, n) != FACTS_NONE &&
                       holds_function(facts, facts->nodes[node_first(facts, n)].type)) {
                flow_into(solver, u, node_first(facts, n), keyed_cell(solver, CELL_RESULT, 0, function));
            }
        }
        if (is_function)
            solver->program->functions[function].call_count =
                solver->calls.count - solver->program->functions[function].first_call;
    }
}

static void connect_direct_calls(struct solver *solver)
{
    struct function_list targets = {0};

    for (uint32_t c = 0; c < solver->calls.count; c++) {
        const struct call *call = &solver->calls.data[c];
        uint32_t unit = solver->program->functions[call->function].unit;

        if (call->kind != CALL_DIRECT)
            continue;
        targets.count = 0;
        merge_definitions(solver->program, unit, call->symbol_ref, &targets);
        for (uint32_t t = 0; t < targets.count; t++)
            connect_arguments(solver, unit, call->node, targets.data[t]);
    }
    free(targets.data);
}

static void solve(struct solver *solver)
{
    bool changed = true;

    while (changed) {
        changed = false;
        cells_propagate(&solver->cells);
        for (uint32_t i = 0; i < solver->indirects.count; i++) {
            struct indirect *indirect = &solver->indirects.data[i];
            const struct call *call = &solver->calls.data[indirect->call];
            uint32_t unit = solver->program->functions[call->function].unit;

            if (indirect->cell == PROGRAM_NONE ||
                indirect->seen == cells_members(&solver->cells, indirect->cell)->count)
                continue;
            indirect->seen = cells_members(&solver->cells, indirect->cell)->count;
            for (uint32_t m = 0; m < cells_members(&solver->cells, indirect->cell)->count; m++) {
                uint32_t target = cells_members(&solver->cells, indirect->cell)->data[m];

                connect_arguments(solver, unit, call->node, target);
                connect_result(solver, unit, call->node, target);
            }
            changed = true;
        }
    }
}

struct target_list {
    uint32_t *data;
    uint32_t count, capacity;
};

static void push_target(struct target_list *list, uint32_t target)
{
    list->data = vec_grow_(list->data, list->count, &list->capacity, sizeof *list->data, 1);
    list->data[list->count++] = target;
}

/* Whether the function uses one of the names: as a macro, also within another macro's name, or as an
 * enumerator. */
static bool uses_name(const struct program *program, uint32_t f, const char *const *names)
{
    const struct facts *facts = function_facts(program, f);
    uint32_t body = program->functions[f].body;

    for (uint32_t n = body; n < facts->nodes[body].end; n++) {
        const struct fact_node *node = &facts->nodes[n];
        const char *macro = facts_string(facts, node->macro), *name = "";

        if (node->kind == NODE_NAME && node->ref != FACTS_NONE &&
            facts->symbols[node->ref].kind == SYMBOL_CONSTANT)
            name = facts_string(facts, facts->symbols[node->ref].name);
        for (const char *const *word = names; *word != NULL; word++)
            if (strstr(macro, *word) != NULL || strcmp(name, *word) == 0)
                return true;
    }
    return false;
}

/* The catalog's word, unless the flags of this very call, or names in the function around it, say otherwise.
 */
static const struct catalog_function *known_here(const struct program *program, const struct call *call,
                                                 const struct catalog_function *known)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t flags;

    if (known == NULL)
        return NULL;
    if (known->unless_names != NULL && uses_name(program, call->function, known->unless_names))
        return NULL;
    if (known->flags < 0)
        return known;
    flags = node_argument(facts, call->node, (unsigned)known->flags);
    if (flags != FACTS_NONE && (facts->nodes[flags].flags & NODE_HAS_VALUE) &&
        (facts->nodes[flags].value & known->unless) != 0)
        return NULL;
    return known;
}

/* What is called through a variable of another program's making that nobody here fills, by the variable's
 * name: Redis modules reach the server's functions so. */
static const struct catalog_function *known_variable(const struct program *program, const struct call *call)
{
    const struct facts *facts = function_facts(program, call->function);
    uint32_t callee = look_through(facts, node_first(facts, call->node));
    const struct fact_node *n = &facts->nodes[callee];

    if (n->kind != NODE_NAME || n->ref == FACTS_NONE || facts->symbols[n->ref].kind != SYMBOL_VARIABLE ||
        facts->symbols[n->ref].flags & SYMBOL_LOCAL)
        return NULL;
    return catalog_find(program->catalog, facts_string(facts, facts->symbols[n->ref].name));
}

static void settle_direct(struct solver *solver, struct call *call, struct target_list *targets)
{
    struct program *program = solver->program;
    const struct catalog_function *known = program->functions[call->symbol_ref].known;

    if (known != NULL && catalog_is_project(known)) {
        call->known = known_here(program, call, known);
        return;
    }
    solver->scratch.count = 0;
    merge_definitions(program, program->functions[call->function].unit, call->symbol_ref, &solver->scratch);
    for (uint32_t i = 0; i < solver->scratch.count; i++)
        push_target(targets, solver->scratch.data[i]);
    call->ambiguous = solver->scratch.count > 1;
    if (solver->scratch.count == 0)
        call->known = known_here(program, call, program->functions[call->symbol_ref].known);
}

/* The record that the type points to, by name; NULL when it points to none that has a name. */
static const char *pointed_record(const struct facts *facts, uint32_t type)
{
    if (type == FACTS_NONE || facts->types[type].class != TYPE_POINTER)
        return NULL;
    type = facts->types[type].target;
    if (type == FACTS_NONE || facts->types[type].class != TYPE_RECORD ||
        facts->types[type].symbol == FACTS_NONE)
        return NULL;
    return facts_string(facts, facts->symbols[facts->types[type].symbol].name);
}

/* Whether the function takes as many arguments as the call gives, and no record where it gives another. */
static bool fits_call(const struct program *program, uint32_t function, const struct call *call)
{
    const struct function *f = &program->functions[function];
    const struct facts *facts = function_facts(program, call->function),
                       *its = function_facts(program, function);
    uint32_t position = 0;

    if (f->parameters != node_argument_count(facts, call->node))
        return false;
    for (uint32_t a = node_argument(facts, call->node, 0); a != FACTS_NONE;
         a = node_next(facts, a), position++) {
        uint32_t symbol = program->parameters[f->first_parameter + position];
        const char *given = pointed_record(facts, facts->nodes[node_strip(facts, a)].type);
        const char *taken = symbol == FACTS_NONE ? NULL : pointed_record(its, its->symbols[symbol].type);

        if (given != NULL && taken != NULL && given[0] != '\0' && taken[0] != '\0' &&
            strcmp(given, taken) != 0)
            return false;
    }
    return true;
}

/* Functions of many kinds meet where a program keeps them under one type, as what a module exports by name.
 * Of so many only those can be meant that fit the call; all of them where none does. */
static void keep_fitting(const struct program *program, const struct call *call, struct target_list *targets)
{
    uint32_t kept = call->first_target;

    if (targets->count - call->first_target < POOL_MIN)
        return;
    for (uint32_t t = call->first_target; t < targets->count; t++)
        if (fits_call(program, targets->data[t], call))
            targets->data[kept++] = targets->data[t];
    if (kept > call->first_target)
        targets->count = kept;
}

static void settle_indirect(struct solver *solver, const struct indirect *indirect,
                            struct target_list *targets)
{
    struct program *program = solver->program;
    struct call *call = &solver->calls.data[indirect->call];
    const cell_ids *members =
        indirect->cell == PROGRAM_NONE ? NULL : cells_members(&solver->cells, indirect->cell);

    if (members == NULL || members->count == 0) {
        call->known = known_here(program, call, known_variable(program, call));
        if (call->known != NULL)
            program->indirect_resolved++;
        else
            program->indirect_unresolved++;
        return;
    }
    program->indirect_resolved++;
    for (uint32_t m = 0; m < members->count; m++) {
        if (program->functions[members->data[m]].body != FACTS_NONE)
            push_target(targets, members->data[m]);
        else if (call->known == NULL)
            call->known = known_here(program, call, program->functions[members->data[m]].known);
    }
}

static void settle(struct solver *solver)
{
    struct program *program = solver->program;
    struct target_list targets = {0};
    uint32_t next = 0;

    for (uint32_t c = 0; c < solver->calls.count; c++) {
        struct call *call = &solver->calls.data[c];

        call->first_target = targets.count;
        if (call->kind == CALL_DIRECT)
            settle_direct(solver, call, &targets);
        else
            settle_indirect(solver, &solver->indirects.data[next++], &targets);
        if (call->kind != CALL_DIRECT)
            keep_fitting(program, call, &targets);
        call->target_count = targets.count - call->first_target;
    }
    program->targets = targets.data;
    program->calls = solver->calls.data;
    program->call_count = solver->calls.count;
    program->callbacks = solver->callbacks.data;
    program->callback_count = solver->callbacks.count;
}

static struct function_set copy_set(struct target_list *out, const cell_ids *members)
{
    struct function_set set = {out->count, members->count};

    for (uint32_t m = 0; m < members->count; m++)
        push_target(out, members->data[m]);
    return set;
}

static void keep_sets(struct solver *solver)
{
    struct program *program = solver->program;
    struct target_list members = {0};

    program->field_sets = ARENA_ARRAY(program->arena, program->field_count + 1, struct function_set);
    program->variable_sets = ARENA_ARRAY(program->arena, program->variable_count + 1, struct function_set);
    for (uint32_t f = 0; f < program->field_count; f++)
        program->field_sets[f] = copy_set(&members, cells_members(&solver->cells, f));
    for (uint32_t v = 0; v < program->variable_count; v++)
        program->variable_sets[v] =
            copy_set(&members, cells_members(&solver->cells, program->field_count + v));
    program->set_members = members.data;
}

/* The reverse of the calls' targets, by counting. */
static void index_callers(struct program *program)
{
    uint32_t *first = ARENA_ARRAY(program->arena, program->function_count + 2, uint32_t);
    uint32_t total = 0;

    for (uint32_t c = 0; c < program->call_count; c++)
        for (uint32_t t = 0; t < program->calls[c].target_count; t++, total++)
            first[program->targets[program->calls[c].first_target + t] + 2]++;
    for (uint32_t f = 0; f < program->function_count; f++)
        first[f + 2] += first[f + 1];
    program->callers = ARENA_ARRAY(program->arena, total + 1, uint32_t);
    for (uint32_t c = 0; c < program->call_count; c++)
        for (uint32_t t = 0; t < program->calls[c].target_count; t++)
            program->callers[first[program->targets[program->calls[c].first_target + t] + 1]++] = c;
    program->first_caller = first;
}

void calls_resolve(struct program *program)
{
    struct solver solver = {.program = program};

    cells_init(&solver.cells, program->field_count + program->variable_count);
    for (uint32_t u = 0; u < program->unit_count; u++)
        read_unit(&solver, u);
    connect_direct_calls(&solver);
    solve(&solver);
    settle(&solver);
    keep_sets(&solver);
    index_callers(program);
    cells_release(&solver.cells);
    vec_release(&solver.indirects);
    free(solver.scratch.data);
}
