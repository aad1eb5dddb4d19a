#!/bin/sh
# Who may include whom: the DEPENDS lists of CMakeLists.txt are the table; this holds every #include line to it,
# and the table in docs/design.md to the lists.
# usage: dependencies.sh ROOT
set -eu
cd "$1"

find analyzer checks sarif -name '*.[ch]' | LC_ALL=C sort | awk '
function fail(text) { print text; failures++ }

# Folder names and what stands after DEPENDS, from the build.
function read_build(line, words, count, i, name, after) {
    while ((getline line < "CMakeLists.txt") > 0) {
        if (line !~ /^dawdle_(library|program)\(/)
            continue
        gsub(/^dawdle_(library|program)\(|\)/, "", line)
        count = split(line, words, /[ \t]+/)
        name = words[1]
        folder[name] = words[2]
        owner[words[2]] = name
        after = 0
        for (i = 3; i <= count; i++) {
            if (words[i] == "DEPENDS")
                after = 1
            else if (after)
                allowed[name, words[i]] = 1
        }
    }
}

# The table of the design: | `folder` | what | names |
function read_design(line, cells, names, count, i, name, listed) {
    while ((getline line < "docs/design.md") > 0) {
        if (line !~ /^\| `[a-z\/]+` \|/)
            continue
        split(line, cells, /[ \t]*\|[ \t]*/)
        gsub(/`/, "", cells[2])
        name = owner[cells[2]]
        if (name == "") {
            fail("docs/design.md: its table names " cells[2] ", which CMakeLists.txt does not")
            continue
        }
        designed[name] = 1
        count = split(cells[4], names, /, */)
        for (i = 1; i <= count; i++)
            if (names[i] != "" && names[i] != "-")
                listed[name, names[i]] = 1
    }
    for (name in folder) {
        if (!(name in designed))
            fail("docs/design.md: its table has no row for " folder[name])
    }
    for (pair in allowed) {
        split(pair, names, SUBSEP)
        if ((names[2] in folder) && names[2] != "base" && (names[1] in designed) && !(pair in listed))
            fail("docs/design.md: " folder[names[1]] " may include " names[2] " (CMakeLists.txt), but the table does not say so")
    }
    for (pair in listed) {
        split(pair, names, SUBSEP)
        if (!(pair in allowed) && names[2] != "clang-c")
            fail("docs/design.md: the table lets " folder[names[1]] " include " names[2] ", CMakeLists.txt does not")
    }
}

function check(file, own, line, number, path, target) {
    target = file
    sub(/\/[^\/]*$/, "", target)
    if (!(target in owner)) {
        fail(file ": its folder is not in the table (dawdle_library or dawdle_program in CMakeLists.txt)")
        return
    }
    own = owner[target]
    while ((getline line < file) > 0) {
        number++
        if (line ~ /^[ \t]*#[ \t]*include[ \t]*<clang-c\// && !((own, "LibClang::LibClang") in allowed))
            fail(file ":" number ": only a folder that depends on LibClang may include clang-c")
        if (line !~ /^[ \t]*#[ \t]*include[ \t]*"/)
            continue
        path = line
        sub(/^[^"]*"/, "", path)
        sub(/".*$/, "", path)
        target = path
        if (!sub(/\/[^\/]*$/, "", target) || !(target in owner))
            fail(file ":" number ": " path " is not written from the root of the repository")
        else if (owner[target] != own && !((own, owner[target]) in allowed))
            fail(file ":" number ": " own " may not include " owner[target] " (see docs/design.md)")
    }
    close(file)
    files++
}

BEGIN {
    read_build()
    for (name in folder)
        if (((name, "LibClang::LibClang") in allowed) && folder[name] != "analyzer/extract")
            fail("CMakeLists.txt: only analyzer/extract may depend on LibClang, not " name)
    read_design()
}
{ check($0) }
END {
    if (files == 0)
        fail("no source file was looked at")
    exit failures > 0
}'
