# Says what is wrong with the marks of fixtures, a line each; marks.sh tells what they are.
#
# usage: awk -v rules="ID ..." -f marks.awk FILE...

BEGIN {
    count = split(rules, ids)
    for (i = 1; i <= count; i++)
        known[ids[i]] = 1
}

function say(what) {
    print FILENAME ":" FNR ": " what
}

# The line without its comments and texts: what is left of it is code, or in a line of a longer comment nothing.
function code_of(line,    at) {
    if (inside) {
        at = index(line, "*/")
        if (at == 0)
            return ""
        line = substr(line, at + 2)
        inside = 0
    }
    gsub(/'([^'\\]|\\.)'/, "0", line)
    gsub(/"([^"\\]|\\.)*"/, "0", line)
    while ((at = index(line, "/*")) > 0) {
        rest = substr(line, at + 2)
        line = substr(line, 1, at - 1)
        at = index(rest, "*/")
        if (at == 0) {
            inside = 1
            break
        }
        line = line substr(rest, at + 2)
    }
    sub(/\/\/.*$/, "", line)
    gsub(/[ \t]/, "", line)
    return line
}

FNR == 1 { inside = 0 }

{
    code = code_of($0)
    rest = $0
    split("", seen)
    while (match(rest, /\/\* *(expect|expect-note|silent):[^*]*\*\//)) {
        mark = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        if (mark !~ /^\/\* [a-z-]+: [a-z-]+ \*\/$/) {
            say("a mark is written /* expect: rule */ or /* silent: rule */, not " mark)
            continue
        }
        word = mark
        sub(/^\/\* /, "", word)
        sub(/:.*$/, "", word)
        rule = mark
        sub(/^.*: /, "", rule)
        sub(/ .*$/, "", rule)
        if (!(rule in known))
            say("there is no rule " rule)
        if (rule in seen && seen[rule] == word)
            say("marked twice for " rule)
        else if (rule in seen)
            say("marked both " seen[rule] " and " word " for " rule)
        seen[rule] = word
        if (code == "")
            say("the mark for " rule " stands on a line without code")
    }
}
