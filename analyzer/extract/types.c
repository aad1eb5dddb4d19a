/* Types, each written once. Two caches: libclang's handle tells a type again at no cost, and what a type says
 * merges handles that differ in nothing a reader can see. */
#include "analyzer/extract/unit.h"

#include <string.h>

static enum type_class class_of(CXType canonical)
{
    switch (canonical.kind) {
    case CXType_Void: return TYPE_VOID;
    case CXType_Bool: return TYPE_BOOL;
    case CXType_Char_U:
    case CXType_UChar:
    case CXType_Char_S:
    case CXType_SChar: return TYPE_CHARACTER;
    case CXType_Char16:
    case CXType_Char32:
    case CXType_WChar:
    case CXType_UShort:
    case CXType_UInt:
    case CXType_ULong:
    case CXType_ULongLong:
    case CXType_UInt128:
    case CXType_Short:
    case CXType_Int:
    case CXType_Long:
    case CXType_LongLong:
    case CXType_Int128: return TYPE_INTEGER;
    case CXType_Float:
    case CXType_Double:
    case CXType_LongDouble:
    case CXType_Float128:
    case CXType_Half:
    case CXType_Float16:
    case CXType_BFloat16:
    case CXType_Ibm128: return TYPE_FLOAT;
    case CXType_Enum: return TYPE_ENUM;
    case CXType_Pointer:
    case CXType_BlockPointer: return TYPE_POINTER;
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray: return TYPE_ARRAY;
    case CXType_Record: return TYPE_RECORD;
    case CXType_FunctionProto:
    case CXType_FunctionNoProto: return TYPE_FUNCTION;
    case CXType_Atomic: return class_of(clang_getCanonicalType(clang_Type_getValueType(canonical)));
    default: return TYPE_OTHER;
    }
}

static bool is_unsigned(CXType canonical)
{
    switch (canonical.kind) {
    case CXType_Bool:
    case CXType_Char_U:
    case CXType_UChar:
    case CXType_Char16:
    case CXType_Char32:
    case CXType_UShort:
    case CXType_UInt:
    case CXType_ULong:
    case CXType_ULongLong:
    case CXType_UInt128: return true;
    case CXType_Enum:
        return is_unsigned(
            clang_getCanonicalType(clang_getEnumDeclIntegerType(clang_getTypeDeclaration(canonical))));
    default: return false;
    }
}

CXType type_desugar(CXType type)
{
    for (;;) {
        switch (type.kind) {
        case CXType_Elaborated: type = clang_Type_getNamedType(type); break;
        case CXType_Typedef: type = clang_getTypedefDeclUnderlyingType(clang_getTypeDeclaration(type)); break;
        case CXType_Attributed: type = clang_Type_getModifiedType(type); break;
        case CXType_Unexposed: return clang_getCanonicalType(type);
        default: return type;
        }
    }
}

/* Pointee, element or returned type, with its names kept. */
static CXType target_of(CXType type, enum type_class class)
{
    CXType plain = type_desugar(type);

    switch (class) {
    case TYPE_POINTER: return clang_getPointeeType(plain);
    case TYPE_ARRAY: return clang_getArrayElementType(plain);
    case TYPE_FUNCTION: return clang_getResultType(plain);
    default: return (CXType){.kind = CXType_Invalid};
    }
}

static int64_t not_below_minus_one(long long number)
{
    return number < 0 ? -1 : number;
}

static uint32_t type_flags(CXType type, CXType canonical)
{
    uint32_t flags = 0;

    if (clang_isConstQualifiedType(canonical))
        flags |= TYPE_IS_CONST;
    if (clang_isVolatileQualifiedType(type) || clang_isVolatileQualifiedType(canonical))
        flags |= TYPE_IS_VOLATILE;
    if (is_unsigned(canonical))
        flags |= TYPE_IS_UNSIGNED;
    if (canonical.kind == CXType_FunctionProto && clang_isFunctionTypeVariadic(canonical))
        flags |= TYPE_IS_VARIADIC;
    return flags;
}

/* The index of a type that says this. */
static uint32_t find_type(struct unit *unit, const struct fact_type *fact)
{
    uint32_t next = unit->builder->types.count, id;
    char *key = arena_alloc(&unit->arena, sizeof *fact);

    memcpy(key, fact, sizeof *fact);
    id = map_put(&unit->type_keys, key, sizeof *fact, next);
    if (id == next)
        vec_push(&unit->builder->types, *fact);
    return id;
}

static uint32_t add_type(struct unit *unit, CXType type)
{
    CXType canonical = clang_getCanonicalType(type);
    enum type_class class = class_of(canonical);
    bool sized = class != TYPE_VOID && class != TYPE_FUNCTION && class != TYPE_OTHER;
    const char *name = unit_plain_type_name(unit, unit_copy_string(unit, clang_getTypeSpelling(type)));
    struct fact_type fact = {.class = (uint8_t) class,
                             .flags = (uint8_t)type_flags(type, canonical),
                             .spelling = unit_string(unit, name, strlen(name)),
                             .target = unit_type(unit, target_of(type, class)),
                             .symbol = FACTS_NONE,
                             .size = sized ? not_below_minus_one(clang_Type_getSizeOf(canonical)) : -1,
                             .count = -1};

    if (class == TYPE_ARRAY)
        fact.count = not_below_minus_one(clang_getArraySize(canonical));
    if (class == TYPE_RECORD || class == TYPE_ENUM)
        fact.symbol = unit_symbol(unit, clang_getTypeDeclaration(canonical));
    return find_type(unit, &fact);
}

uint32_t unit_type(struct unit *unit, CXType type)
{
    uint64_t key = (uint64_t)(uintptr_t)type.data[0];
    uint32_t id;

    if (type.kind == CXType_Invalid)
        return FACTS_NONE;
    id = map64_get(&unit->type_ids, key);
    if (id != MAP_NONE)
        return id;
    id = add_type(unit, type);
    map64_put(&unit->type_ids, key, id);
    return id;
}

uint32_t unit_shorter_array(struct unit *unit, CXType type, size_t less)
{
    long long count = clang_getArraySize(type);
    CXType element = clang_getArrayElementType(type);
    struct fact_type fact = {.class = TYPE_ARRAY, .symbol = FACTS_NONE};

    if (less == 0 || count < (long long)less)
        return unit_type(unit, type);
    fact.target = unit_type(unit, element);
    fact.count = count - (long long)less;
    fact.size = fact.count * not_below_minus_one(clang_Type_getSizeOf(element));
    fact.spelling =
        builder_string(unit->builder, arena_printf(&unit->arena, "%s[%lld]",
                                                   unit_copy_string(unit, clang_getTypeSpelling(element)),
                                                   (long long)fact.count));
    return find_type(unit, &fact);
}
