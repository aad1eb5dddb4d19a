/* flags: -Iheaders -isystem headers/system */
/* show: symbol comment */
/* Bodies of the project's headers are kept, those of system headers are not. */
#include "bodies.h"
#include <system.h>
int main(void)
{
    return inlined(1) + shared_table[0](2) + system_call();
}
