/* show: use */
/* A function that two headers declare: either will do. One that is defined in a header is needed from there. */
#include "headers/declares.h"
#include "headers/declares_too.h"
#include "headers/defines.h"

int twice(int n)
{
    return __builtin_expect(both(n) + defined_there(n), 0);
}
