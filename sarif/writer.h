/* What the parts of a SARIF document share: the tables that its indices point into. Private to sarif/.
 *
 * Made by writer_init() before anything is written, except for the artifacts, which get their numbers as
 * places mention them and are written last. Everything lies in the arena or in the vectors and maps that
 * writer_release() frees. */
#ifndef DAWDLE_SARIF_WRITER_H
#define DAWDLE_SARIF_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/json_build.h"
#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"
#include "sarif/line_hash.h"
#include "sarif/sarif.h"

/* Why a file is listed. SARIF's words for them differ: see place.c. */
enum artifact_role { ARTIFACT_MENTIONED, ARTIFACT_UNIT, ARTIFACT_RESULT };

struct artifact {
    const char *path; /* relative to the root, or absolute outside it */
    unsigned roles;   /* bit per enum artifact_role */
};

/* A taxonomy in run.taxonomies, by its position there. */
enum taxonomy { TAXONOMY_REF, TAXONOMY_CWE };

struct writer_rule {
    const struct rule *rule;
    enum level level;
};

struct sarif_writer {
    const struct sarif_input *input;
    struct arena arena;
    struct writer_rule *rules; /* those that are written, by id; ruleIndex counts in it */
    uint32_t rule_count;
    const struct catalog_reference **references; /* by id: taxa of TAXONOMY_REF */
    uint32_t reference_count;
    const char **weaknesses; /* CWE numbers, ascending: taxa of TAXONOMY_CWE */
    uint32_t weakness_count;
    VEC(struct artifact)
    artifacts;
    struct map artifact_ids; /* path -> artifacts */
    VEC(struct line_hashes)
    hashes; /* by source_file->number; count 0: not made yet */
};

void writer_init(struct sarif_writer *writer, const struct sarif_input *input);
void writer_release(struct sarif_writer *writer);

/* Positions in the tables; FACTS_NONE when it is not there. */
uint32_t writer_rule_index(const struct sarif_writer *writer, const struct rule *rule);
uint32_t writer_reference_index(const struct sarif_writer *writer, const char *id);
uint32_t writer_weakness_index(const struct sarif_writer *writer, const char *number);

/* The hashes of a file's lines, made once. */
const struct line_hashes *writer_hashes(struct sarif_writer *writer, const struct source_file *file);

/* Number of the artifact, which takes the role on. */
uint32_t writer_artifact(struct sarif_writer *writer, const char *path, enum artifact_role role);

/* Adds a message object, {"text": ...}. */
void writer_add_message(cJSON *parent, const char *key, const char *text);

#endif
