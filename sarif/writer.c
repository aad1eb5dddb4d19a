/* The tables behind the indices of a document. They are sorted, so that the same rule has the same index in
 * the files of two runs that enable the same rules. */
#include "sarif/writer.h"

#include <stdlib.h>
#include <string.h>

static int compare_rules(const void *left, const void *right)
{
    const struct writer_rule *a = left, *b = right;
    return strcmp(a->rule->id, b->rule->id);
}

static int compare_references(const void *left, const void *right)
{
    const struct catalog_reference *const *a = left, *const *b = right;
    return strcmp((*a)->id, (*b)->id);
}

/* As numbers: the shorter one is smaller. */
static int compare_weaknesses(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    size_t long_a = strlen(*a), long_b = strlen(*b);
    return long_a != long_b ? (long_a > long_b) - (long_a < long_b) : strcmp(*a, *b);
}

static bool has_finding(const struct finding_list *findings, const struct rule *rule)
{
    for (uint32_t i = 0; i < findings->items.count; i++)
        if (strcmp(findings->items.data[i].rule->id, rule->id) == 0)
            return true;
    return false;
}

static void choose_rules(struct sarif_writer *writer)
{
    const struct sarif_input *input = writer->input;
    writer->rules = ARENA_ARRAY(&writer->arena, input->rule_count, struct writer_rule);
    for (size_t i = 0; i < input->rule_count; i++) {
        const struct rule *rule = &input->rules[i];
        enum level level = input->levels ? input->levels[i] : rule->level;
        if (level == LEVEL_OFF && has_finding(input->findings, rule))
            level = rule->level;
        if (level != LEVEL_OFF)
            writer->rules[writer->rule_count++] = (struct writer_rule){rule, level};
    }
    if (writer->rule_count > 0)
        qsort(writer->rules, writer->rule_count, sizeof *writer->rules, compare_rules);
}

static void choose_taxa(struct sarif_writer *writer)
{
    const struct sarif_input *input = writer->input;
    writer->reference_count = (uint32_t)input->reference_count;
    writer->references =
        ARENA_ARRAY(&writer->arena, input->reference_count, const struct catalog_reference *);
    for (size_t i = 0; i < input->reference_count; i++)
        writer->references[i] = &input->references[i];
    if (writer->reference_count > 0)
        qsort(writer->references, writer->reference_count, sizeof *writer->references, compare_references);

    writer->weaknesses = ARENA_ARRAY(&writer->arena, writer->rule_count, const char *);
    for (uint32_t i = 0; i < writer->rule_count; i++) {
        const char *number = writer->rules[i].rule->cwe;
        if (number && number[0] && writer_weakness_index(writer, number) == FACTS_NONE)
            writer->weaknesses[writer->weakness_count++] = number;
    }
    if (writer->weakness_count > 0)
        qsort(writer->weaknesses, writer->weakness_count, sizeof *writer->weaknesses, compare_weaknesses);
}

void writer_init(struct sarif_writer *writer, const struct sarif_input *input)
{
    *writer = (struct sarif_writer){.input = input};
    choose_rules(writer);
    choose_taxa(writer);
}

void writer_release(struct sarif_writer *writer)
{
    vec_release(&writer->artifacts);
    vec_release(&writer->hashes);
    map_release(&writer->artifact_ids);
    arena_release(&writer->arena);
}

uint32_t writer_rule_index(const struct sarif_writer *writer, const struct rule *rule)
{
    for (uint32_t i = 0; i < writer->rule_count; i++)
        if (strcmp(writer->rules[i].rule->id, rule->id) == 0)
            return i;
    return FACTS_NONE;
}

uint32_t writer_reference_index(const struct sarif_writer *writer, const char *id)
{
    for (uint32_t i = 0; i < writer->reference_count; i++)
        if (strcmp(writer->references[i]->id, id) == 0)
            return i;
    return FACTS_NONE;
}

uint32_t writer_weakness_index(const struct sarif_writer *writer, const char *number)
{
    for (uint32_t i = 0; i < writer->weakness_count; i++)
        if (strcmp(writer->weaknesses[i], number) == 0)
            return i;
    return FACTS_NONE;
}

const struct line_hashes *writer_hashes(struct sarif_writer *writer, const struct source_file *file)
{
    if (file->number >= writer->hashes.count)
        (void)vec_extend(&writer->hashes, file->number + 1 - writer->hashes.count);
    struct line_hashes *hashes = &writer->hashes.data[file->number];
    if (hashes->count == 0)
        *hashes = line_hashes_of(file->text, file->length, &writer->arena);
    return hashes;
}

uint32_t writer_artifact(struct sarif_writer *writer, const char *path, enum artifact_role role)
{
    uint32_t id = map_put_str(&writer->artifact_ids, path, writer->artifacts.count);
    if (id == writer->artifacts.count)
        vec_push(&writer->artifacts, (struct artifact){.path = path});
    writer->artifacts.data[id].roles |= 1u << role;
    return id;
}

void writer_add_message(cJSON *parent, const char *key, const char *text)
{
    json_add_text(json_add_object(parent, key), "text", text);
}
