/* REF-IDs and CWE as SARIF taxonomies, and the references to their members. */
#ifndef DAWDLE_SARIF_TAXONOMY_H
#define DAWDLE_SARIF_TAXONOMY_H

#include "sarif/writer.h"

/* Adds "taxonomies" to the run: REF always, CWE when a rule names one. */
void taxonomy_add_all(cJSON *run, const struct sarif_writer *writer);
/* Adds "supportedTaxonomies" to the driver. */
void taxonomy_add_supported(cJSON *driver, const struct sarif_writer *writer);
/* Adds "relationships" to a rule: everything that it finds falls under its REF-IDs and its CWE. */
void taxonomy_add_relationships(cJSON *object, const struct sarif_writer *writer, const struct rule *rule);
/* Adds "taxa" to a result. */
void taxonomy_add_taxa(cJSON *result, const struct sarif_writer *writer, const struct rule *rule);
/* Adds "helpUri", where the REF-ID's document lies, when there is a base address. `id` may be NULL. */
void taxonomy_add_help_uri(cJSON *object, const struct sarif_writer *writer, const char *id);

#endif
