/* flags: -Iheaders -isystem headers/system -include headers/forced.h */
/* show: file include use */
/* Who includes whom, and what each file of the project uses of the others. */
#include "own.h"
#include "types.h"  /* only a type of it */
#  include <outer.h>
#include "asked.h"
#include "elsewhere.h"
#include "unused.h"
#define NAME "named.h"
#include NAME
#include "own.h"
#if defined(ASKED_FOR) && 0
#elif OTHERWISE > 1
#endif
struct thing *make(struct typed *of)
{
    return of->count > NESTED(1) ? 0 : named();
}
int own(void)
{
    return FORCED + system_call();
}
