/* show: use include */
/* Branches that are not compiled mention what they would use: gadget is in a comment only. */
#include "headers/gadgets.h" /* IWYU pragma: keep */
#include "headers/types.h"
#include "headers/widgets.h"

#ifdef WITH_WIDGETS
/* gadget */
int shape(void)
{
    return WIDGET_SQUARE;
}
#elif defined WITH_LIMIT
int shape = WIDGET_LIMIT;
#else
int shape;
#endif
