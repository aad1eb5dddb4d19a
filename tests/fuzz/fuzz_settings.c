/* dawdle.json is written by hand: whatever stands in it, reading ends with settings within their limits or
 * with one sentence that has a place. */
#include <stdint.h>
#include <string.h>

#include "analyzer/project/settings.h"
#include "tests/fuzz/memory_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct settings *settings)
{
    for (size_t i = 0; i < settings->exclude_count; i++) {
        if (!settings->exclude[i][0] || settings->exclude[i][0] == '/')
            abort();
    }
    for (size_t i = 0; i < settings->evidence_count; i++) {
        if (!settings->evidence[i].what[0] || !settings->evidence[i].text[0])
            abort();
    }
    if (settings->rule_count > 1 || settings->small_bound > 1000000 ||
        settings->heavy_include_lines > 1000000 || (settings->build[0] && settings->build[0] != '/'))
        abort();
    (void)settings_excludes(settings, "/proc/self/fd/a/b.c");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const known_rules[] = {"heavy-include", NULL};
    struct arena arena = {0};
    struct error error = {{0}};
    struct settings settings;
    char path[64];
    int fd = memory_file(data, size, path);

    if (settings_read(&settings, path, known_rules, &arena, &error))
        check(&settings);
    else if (strncmp(error.text, path, strlen(path)) != 0 || settings.document)
        abort();
    settings_release(&settings);
    close(fd);
    arena_release(&arena);
    return 0;
}
