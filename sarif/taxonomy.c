/* Taxonomies. REF-IDs come from a catalogue that is independent of dawdle, so they are a standard taxonomy of
 * the run like CWE and no property of the tool. References carry name, index and guid, since readers differ
 * in which of them they resolve. */
#include "sarif/taxonomy.h"

#include "sarif/uri.h"

static const struct {
    const char *name, *guid; /* version 5 UUIDs, which never change */
} taxonomies[] = {
    [TAXONOMY_REF] = {"REF", "63955d2d-bf25-5a5d-8bb4-9028ca7d852d"},
    [TAXONOMY_CWE] = {"CWE", "f28e548c-5207-5cdd-be19-5ed47d731843"},
};

static void fill_component_reference(cJSON *object, enum taxonomy taxonomy)
{
    json_add_text(object, "name", taxonomies[taxonomy].name);
    json_add_number(object, "index", taxonomy);
    json_add_text(object, "guid", taxonomies[taxonomy].guid);
}

static void fill_taxon_reference(cJSON *object, enum taxonomy taxonomy, const char *id, uint32_t index)
{
    json_add_text(object, "id", id);
    json_add_number(object, "index", index);
    fill_component_reference(json_add_object(object, "toolComponent"), taxonomy);
}

/* Calls `fill` on a new element of `array` for each taxon of the rule that is in the tables. */
static void each_taxon(cJSON *array, const struct sarif_writer *writer, const struct rule *rule,
                       void (*fill)(cJSON *, enum taxonomy, const char *, uint32_t))
{
    for (const char *const *id = rule->references; *id; id++) {
        uint32_t index = writer_reference_index(writer, *id);
        if (index != FACTS_NONE)
            fill(json_push_object(array), TAXONOMY_REF, *id, index);
    }
    uint32_t index = rule->cwe ? writer_weakness_index(writer, rule->cwe) : FACTS_NONE;
    if (index != FACTS_NONE)
        fill(json_push_object(array), TAXONOMY_CWE, rule->cwe, index);
}

static void fill_relationship(cJSON *object, enum taxonomy taxonomy, const char *id, uint32_t index)
{
    fill_taxon_reference(json_add_object(object, "target"), taxonomy, id, index);
    json_push_text(json_add_array(object, "kinds"), "superset");
}

void taxonomy_add_relationships(cJSON *object, const struct sarif_writer *writer, const struct rule *rule)
{
    each_taxon(json_add_array(object, "relationships"), writer, rule, fill_relationship);
}

void taxonomy_add_taxa(cJSON *result, const struct sarif_writer *writer, const struct rule *rule)
{
    each_taxon(json_add_array(result, "taxa"), writer, rule, fill_taxon_reference);
}

void taxonomy_add_supported(cJSON *driver, const struct sarif_writer *writer)
{
    cJSON *supported = json_add_array(driver, "supportedTaxonomies");
    fill_component_reference(json_push_object(supported), TAXONOMY_REF);
    if (writer->weakness_count > 0)
        fill_component_reference(json_push_object(supported), TAXONOMY_CWE);
}

void taxonomy_add_help_uri(cJSON *object, const struct sarif_writer *writer, const char *id)
{
    uint32_t index = id ? writer_reference_index(writer, id) : FACTS_NONE;
    if (index == FACTS_NONE || !writer->input->reference_base[0])
        return;
    struct buf uri = {0};
    uri_add_below(&uri, writer->input->reference_base, writer->references[index]->document);
    json_add_text(object, "helpUri", buf_text(&uri));
    buf_release(&uri);
}

static void add_references(cJSON *run_taxonomies, const struct sarif_writer *writer)
{
    cJSON *taxonomy = json_push_object(run_taxonomies);
    json_add_text(taxonomy, "name", taxonomies[TAXONOMY_REF].name);
    json_add_text(taxonomy, "guid", taxonomies[TAXONOMY_REF].guid);
    writer_add_message(taxonomy, "shortDescription", "References of the performance knowledge base.");
    cJSON *taxa = json_add_array(taxonomy, "taxa");
    for (uint32_t i = 0; i < writer->reference_count; i++) {
        const struct catalog_reference *reference = writer->references[i];
        cJSON *taxon = json_push_object(taxa);
        json_add_text(taxon, "id", reference->id);
        writer_add_message(taxon, "shortDescription", reference->title);
        writer_add_message(taxon, "fullDescription", reference->meaning);
        taxonomy_add_help_uri(taxon, writer, reference->id);
        cJSON *properties = json_add_object(taxon, "properties");
        json_add_text(properties, "kind", reference->kind);
        json_add_text(properties, "document", reference->document);
    }
}

static void add_weaknesses(cJSON *run_taxonomies, const struct sarif_writer *writer)
{
    cJSON *taxonomy = json_push_object(run_taxonomies);
    json_add_text(taxonomy, "name", taxonomies[TAXONOMY_CWE].name);
    json_add_text(taxonomy, "guid", taxonomies[TAXONOMY_CWE].guid);
    json_add_text(taxonomy, "organization", "MITRE");
    json_add_text(taxonomy, "informationUri", "https://cwe.mitre.org/");
    writer_add_message(taxonomy, "shortDescription", "The MITRE Common Weakness Enumeration.");
    cJSON *taxa = json_add_array(taxonomy, "taxa");
    struct buf uri = {0};
    for (uint32_t i = 0; i < writer->weakness_count; i++) {
        cJSON *taxon = json_push_object(taxa);
        buf_clear(&uri);
        buf_printf(&uri, "https://cwe.mitre.org/data/definitions/%s.html", writer->weaknesses[i]);
        json_add_text(taxon, "id", writer->weaknesses[i]);
        json_add_text(taxon, "helpUri", buf_text(&uri));
    }
    buf_release(&uri);
}

void taxonomy_add_all(cJSON *run, const struct sarif_writer *writer)
{
    cJSON *array = json_add_array(run, "taxonomies");
    add_references(array, writer);
    if (writer->weakness_count > 0)
        add_weaknesses(array, writer);
}
