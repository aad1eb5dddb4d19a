/* flags: -O2 -D_FORTIFY_SOURCE=2 */
/* Checked builds turn these calls into calls of built-ins; the facts show what was written. */
#include <stdio.h>
#include <string.h>
void fill(char *to, const char *from, unsigned long n)
{
    snprintf(to, n, "%s", from);
    memcpy(to, from, n);
}
