# Holds the variants of one job to each other; variants.sh tells what that means.
#
# usage: awk -v job=NAME -v good=0|1 -f variants.awk FACTS... FINDINGS
# FACTS are dumps of `dawdle facts`, one for each source of the job; FINDINGS is what dawdle reports for all of them, as
# text at level note. Says each difference in a line, and nothing when all variants are the same finding.

# The variant that a function or a file belongs to, "" for what all of them share: NAME__each is a part of NAME.
function variant_of(name) {
    if (index(name, job "_") != 1)
        return ""
    sub(/__.*$/, "", name)
    return name
}

function base(path) {
    sub(/^.*\//, "", path)
    sub(/\.[ch]$/, "", path)
    return path
}

# A name is what the symbol is: where it lives, and for functions where they are defined. Two helpers of one file are alike.
function kind_of(name,    plain) {
    plain = name
    sub(/@[0-9]+$/, "", plain)
    if ((FILENAME, root, plain) in symbols)
        return symbols[FILENAME, root, plain]
    return (FILENAME, plain) in symbols ? symbols[FILENAME, plain] : "unknown"
}

/^unit / && !(FILENAME in unit) {
    unit[FILENAME] = base($2)
    if (index(base($2), job "_") == 1)
        defined[base($2)] = 1
}

/^symbol (function|variable|parameter|constant) / {
    what = $2
    if ($0 ~ / system( |$)/)
        what = "library " what
    else if (what == "function")
        what = what ($0 ~ / defined /  ? "" : " elsewhere") ($0 ~ / internal /  ? " static" : "")
    else if (what == "variable")
        what = $0 ~ / local / && $0 !~ / static / ? "local" : "variable"
    if ($4 == "of") {
        symbols[FILENAME, $5, $3] = what
        next
    }
    symbols[FILENAME, $3] = what
    if ($2 == "function")
        names[$3] = 1
    if ($2 == "function" && $0 ~ / defined /) {
        place = $0
        sub(/ identity .*$/, "", place)
        sub(/^.* @ /, "", place)
        pieces = split(place, part, /[:-]/)
        if (base(part[1]) == unit[FILENAME]) {
            first[$3] = part[2]
            last[$3] = pieces > 3 ? part[4] : part[2]
            file_of[$3] = part[1]
            if (index($3, job "_") == 1)
                defined[$3] = 1
        }
    }
    next
}

# What a file that is a variant itself includes and uses.
/^(include|use|attribute|pragma) / {
    owner = unit[FILENAME]
    if (owner in defined && index($0, owner ".c") > 0) {
        line = $0
        gsub(/:[0-9]+:[0-9]+/, "", line)
        sub(/ first .*$/, "", line)
        gsub(owner, "FILE", line)
        shape[owner] = shape[owner] line "\n"
    }
    next
}

/^root / {
    root = $3
    # An initialiser of a local static stands by its function.
    owner = $4 == "of" ? $5 : $3
    if (unit[FILENAME] in defined)
        owner = unit[FILENAME]
    if ($2 == "function")
        shape[owner] = shape[owner] "function" (symbols[FILENAME, $3] ~ /static/ ? " static" : "") "\n"
    else
        shape[owner] = shape[owner] "initialiser\n"
    if (!(owner in met)) {
        met[owner] = 1
        order[++order_count] = owner
    }
    next
}

/^ +[a-z]/ && FILENAME ~ /\.facts$/ {
    line = $0
    match(line, /^ +/)
    indent = substr(line, 1, RLENGTH)
    kind = $1
    text = kind
    if (kind ~ /^(binary|assign|unary|cast)$/ && $2 !~ /^[:@]/)
        text = text " " $2
    if (kind == "name" || kind == "call")
        text = text " " ($2 !~ /^[:@]/ ? kind_of($2) : "pointer")
    if (kind == "member")
        text = text " " ($2 ~ /^->/ ? "->" : ".")
    if ($0 ~ / macro /)
        text = text " macro"
    shape[owner] = shape[owner] indent text "\n"
    next
}

# What a finding says, without what varies by right: names, places, the calls on the way, and whether the elements stand in an
# array or a list.
function claim_of(text,    word, number, i, out, words) {
    gsub(/`[^`]*`/, "X", text)
    gsub(/ \([^ ()]*\.[ch]:[0-9]+\)/, "", text)
    gsub(/ the list X/, " X", text)
    gsub(/per [a-z ]+ that (X|[A-Za-z_0-9]+) (visits|gives|reads|finds)( by calling itself)?/, "per element of X", text)
    gsub(/on the request path, [^)]*/, "on the request path", text)
    number = split(text, words, / /)
    out = ""
    for (i = 1; i <= number; i++) {
        word = words[i]
        sub(/[,.:;)]+$/, "", word)
        sub(/^[(]+/, "", word)
        if (word in names)
            sub(word, "N", words[i])
        out = out (i > 1 ? " " : "") words[i]
    }
    while (sub(/N(:| ->) N/, "N", out))
        ;
    gsub(/: N\./, ".", out)
    return out
}

FILENAME !~ /\.facts$/ && match($0, /^[^:]+:[0-9]+:[0-9]+: (warning|note|error): .* \[[a-z-]+\]/) {
    split($0, part, ":")
    where = ""
    for (name in first)
        if (file_of[name] == part[1] && part[2] + 0 >= first[name] + 0 && part[2] + 0 <= last[name] + 0)
            where = name
    if (base(part[1]) in defined)
        where = base(part[1])
    owner = variant_of(where)
    text = substr($0, 1, RSTART + RLENGTH - 1)
    sub(/^[^:]+:[0-9]+:[0-9]+: /, "", text)
    text = claim_of(text)
    if (owner == "") {
        print part[1] ":" part[2] ": a finding in no variant of " job ": " text
        next
    }
    found[owner]++
    claim[owner] = claim[owner] text "\n"
}

END {
    for (name in defined)
        if (variant_of(name) == name)
            variants[++count] = name
    for (i = 2; i <= count; i++)
        for (j = i; j > 1 && variants[j] < variants[j - 1]; j--) {
            swap = variants[j]
            variants[j] = variants[j - 1]
            variants[j - 1] = swap
        }
    if (count < 8)
        print job ": " count + 0 " variants; fewer than 8 show little"
    for (i = 1; i <= order_count; i++)
        if (variant_of(order[i]) != "" && variant_of(order[i]) != order[i])
            parts[variant_of(order[i])] = parts[variant_of(order[i])] "part\n" shape[order[i]]
    for (i = 1; i <= count; i++) {
        name = variants[i]
        tree = shape[name] parts[name]
        if (tree in seen)
            print name ": parses to the same tree as " seen[tree]
        else
            seen[tree] = name
        if (found[name] > 0 && good)
            print name ": is reported: " claim[name]
        else if (found[name] == 0 && !good)
            print name ": is not reported"
        else if (!good)
            votes[claim[name]]++
    }
    for (text in votes)
        if (votes[text] > votes[most] || (votes[text] == votes[most] && text < most))
            most = text
    for (i = 1; i <= count; i++)
        if (!good && found[variants[i]] > 0 && claim[variants[i]] != most)
            printf "%s: says\n    %sand most variants say\n    %s", variants[i], claim[variants[i]], most
}
